// SPDX-License-Identifier: MIT
//
// What some programs have above all includes. GCC 12 does not tell the preprocessor: no __AVX2__, no __FMA__.

#pragma GCC target("avx2,fma")
