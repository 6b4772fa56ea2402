# SPDX-FileCopyrightText: 2026 The crop_and_resize authors
# SPDX-License-Identifier: MIT
#
# What Doxygen does not need to see of the headers: the namespace within cnr that is for linkers, and the values of
# errors, which nobody is promised.
s/^inline namespace v0 {$//
s/^}  \/\/ namespace v0$//
s/^#define CNR_DETAIL_CODE.*//
s/ = CNR_DETAIL_CODE(.*),$/,/
