#!/bin/sh
# SPDX-License-Identifier: MIT
#
# usage: vendoring.sh GIT INCLUDE_DIR SCRATCH_DIR
# README's first way to the library is to copy its folder into a project. There, `git add` silently leaves out what a
# line of .gitignore matches. So no folder or file of INCLUDE_DIR may have a name that projects commonly ignore.
#
# The lines below are those of the collections that are in common use for C++, CUDA, CMake, Rust, Maven, Gradle, Python,
# Node, Visual Studio, JetBrains, Eclipse, Xcode, Qt, Unity, Go, Android, macOS, Linux, Windows, vim and Emacs. Left out
# are names that no header could have: those that begin with a dot or hold a space, and one file of another kind each.
# Exceptions (!name) are left out too, so that the order of the lines does not matter. Capital and small letters match
# each other, as they do on macOS and Windows.
set -eu

git=$1 include_dir=$2 scratch_dir=$3

# Each word is a line of .gitignore: names of folders, and of files without an ending.
names='
  **/[Bb]in/* **/[Pp]ackages/* **/__pycache__/ **/build/ **/nbproject/private/ *- *_archive *build-* *~ $RECYCLE.BIN/
  $tf/ /[Bb]uild/ /[Bb]uilds/ /[Ll]ibrary/ /[Ll]ogs/ /[Mm]emoryCaptures/ /[Oo]bj/ /[Rr]ecordings/ /[Tt]emp/
  /[Uu]ser[Ss]ettings/ /auto/ /elpa/ /server/ /site ASALocalRun/ AppPackages/ AutoTest.Net/ Backup*/ Backups.backupdb
  BenchmarkDotNet.Artifacts/ Binaries/* Build/ Build/* Build/*/** BundleArtifacts/ CMakeFiles CMakeFiles/ CMakeScripts
  Carthage/Build/ ClientBin/ DerivedData/ DerivedDataCache/* DocProject/buildhelp/ ENV/ ExportedObj/ FakesAssemblies/
  Generated_Code/ Intermediate/* MANIFEST MSBuild_Logs/ Makefile Makefile* MigrationBackup/ Mkfile.old OpenCover/
  PublishScripts/ Saved/* ServiceFabricBackup/ Testing Testing/ TheFindByContentFolder TheVolumeSettingsFolder
  [Aa][Rr][Mm]/ [Aa][Rr][Mm]64/ [Aa][Rr][Mm]64[Ee][Cc]/ [Dd]ebug/ [Dd]ebug/x64/ [Dd]ebug/x86/ [Dd]ebugPS/
  [Dd]ebugPublic/ [Ee]xpress/ [Ll]og/ [Ll]ogs/ [Oo]bj/ [Oo]ut/ [Rr]elease/ [Rr]elease/x64/ [Rr]elease/x86/ [Rr]eleasePS/
  [Rr]eleases/ [Tt]est[Rr]esult*/ [Ww][Ii][Nn]32/ _Chutzpah* _NCrunch_* _Pvt_Extensions _ReSharper*/ _TeamCity*
  _UpgradeReport_Files/ __MACOSX/ __marimo__/ __pypackages__/ _deps activemq-data/ artifacts/ auto-save-list bin/
  bin/x64/ bin/x86/ bld/ bower_components build build-*/ build/ build/Release cabal-dev captures/ celerybeat-schedule*
  cmake-build-*/ core cover/ coverage csx/ cython_debug/ data/ debug develop-eggs/ dist dist-* dist/ docs/_build/
  downloads/ ecf/ eggs/ env.bak/ env/ healthchecksdb hs_err_pid* htmlcov/ instance/ ipch/ jspm_packages/ lib-cov lib/
  lib64/ libs/ logs lost+found marimo/_lsp/ mnesia/ nCrunchTemp_* nbbuild/ nbdist/ node_modules/ obj/x64/ obj/x86/ out
  out/ paket-files/ parts/ pids profile_default/ publish/ rabbitmq-data/ rabbitmq/ rcf/ replay_pid* sdist/
  share/python-wheels/ tags target target/ temp/ tmp tmp/ tramp var/ vcpkg_installed/ vendor vendor/ venv.bak/ venv/
  web_modules/ wheels/ xcuserdata/ ~$*
'

# Each word is a line: names of files.
patterns='
  *$py.class **/mutants.out*/ *.bim_*.settings *.egg-info/ *.i*86 *.mm.* *.mod* *.py[codz] *.received.* *.so.*
  *_BuiltData.* *_flymake.* *_h.h *_i.c *_p.c *_plugin_import.cpp *_wpftmp.csproj CMakeLists.txt.user* UpgradeLog*.XML
  UpgradeLog*.htm [Bb]uild[Ll]og.* coverage*.info coverage*.json coverage*.xml coverage.* moc_*.cpp moc_*.h mono_crash.*
  nunit-*.xml object_script.*.Debug object_script.*.Release qrc_*.cpp report.[0-9]*.[0-9]*.[0-9]*.[0-9]*.json
  rustc-ice-*.txt target_wrapper.* ui_*.h vite.config.js.timestamp-* vite.config.ts.timestamp-*
'

# Each word stands for a line: *.word.
endings='
  [Cc]ache [Pp]ublish.xml [Rr]e[Ss]harper DotSettings.user GhostDoc.xml VC.VC.opendb VC.db VisualState.xml a aab aof apk
  app appx appxbundle appxupload aps autosave aux azurePubxml bak bim.layout binlog blend1 booproj btm.cs btp.cs
  build.csdef cab cachefile chi chs.h class cmd cover coverage coveragexml coverprofile csproj ctxt cubin d dSYM dbmdl
  dbproj.schemaview dll dotCover dsp dsw dwo dylib dyn_hi dyn_o e2e ear egg elc elf env eventlog exe exe~ exp fatbin gch
  gpState gpu hex hi hie hmap hp hprof i idb ii ilk iml iobj ipa ipdb iws jar jfm jks jmconfig jsc keystore ko la lai
  launch lcov ldf lib lnk lo log manifest map mdb mdf meta mo moc mod msi msix msm msp nar ncb ndf nuget.props
  nuget.targets nupkg nvuser o obj odx.cs opendb opensdf opt orig out pch pdb pfx pgc pgd pid pid.lock pidb plg pot prl
  pro.user prof psess ptx publishproj publishsettings pubxml py.cover pyc pydevproject qbs.user qm qmlc rar rdb rdl.data
  rej rel rptproj.bak rsp rsuser sage.py sap sbr scc sdf seed slo sln sln.docstates slnx smod snupkg so spec stackdump
  su suo svclog svd swo swp tar.gz test tgz tlb tlh tli tlog tmp tmp_proj trx tsbuildinfo tss unitypackage unityproj
  user userosscache userprefs vbw vsix vsp vspscc vspx vssscc war x86_64 xcodeproj xcworkspace xsd.cs zip
'

# lines PREFIX WORDS: each word as a line, its wildcards as they are.
lines() {
  set -f
  # Unquoted: a list of words.
  for word in $2; do printf '%s%s\n' "$1" "$word"; done
  set +f
}

# left_out NAME: makes a repository of what is in the folder NAME, and prints the files that `git add` does not take.
left_out() (
  unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE
  cd "$scratch_dir/$1"
  # No settings, ignored names or hooks of this machine's.
  export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
  in_repository() { "$git" -c core.excludesFile=/dev/null -c core.ignoreCase=true "$@"; }
  in_repository init --quiet --template= .
  { lines '' "$names" && lines '' "$patterns" && lines '*.' "$endings"; } >.gitignore
  in_repository add --all
  in_repository ls-files include | sort >added.txt
  find include ! -type d | sort | comm -23 - added.txt
)

rm -rf "$scratch_dir"
mkdir -p "$scratch_dir/copy"
cp -R "$include_dir" "$scratch_dir/copy/include"
found=$(left_out copy)
if [ -n "$found" ]; then
  printf 'many projects ignore files of these names, so that a copy in their repository lacks them:\n%s\n' "$found"
  exit 1
fi
if [ ! -s "$scratch_dir/copy/added.txt" ]; then
  echo "there is no file in $include_dir"
  exit 1
fi

# The check must see what it looks for, and nothing else.
ignored='include/adaptor/coverage.hpp
include/detail/Release/x.hpp
include/detail/target/x.hpp
include/tags'
for path in $ignored include/detail/targets/x.hpp; do
  mkdir -p "$scratch_dir/control/${path%/*}"
  echo >"$scratch_dir/control/$path"
done
found=$(left_out control)
if [ "$found" != "$ignored" ]; then
  printf 'the check is blind: it should have found\n%s\nand found\n%s\n' "$ignored" "$found"
  exit 1
fi
