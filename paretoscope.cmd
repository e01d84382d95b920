@echo off
rem Starts Paretoscope from a checkout, and builds it first where that is needed.
rem Standard output belongs to the program: everything said here goes to standard error.
setlocal EnableExtensions DisableDelayedExpansion
set "HOME_DIR=%~dp0"
set "HOME_DIR=%HOME_DIR:~0,-1%"

set "JDK="
call :try "%JAVA25_HOME%"
call :try "%JAVA_HOME%"
for /d %%D in ("%ProgramFiles%\Eclipse Adoptium\jdk-25*" "%ProgramFiles%\Java\jdk-25*" "%ProgramFiles%\Microsoft\jdk-25*" "%ProgramFiles%\Zulu\zulu-25*" "%USERPROFILE%\.jdks\*25*") do call :try "%%~D"
for /f "delims=" %%J in ('where java 2^>nul') do call :try "%%~dpJ.."
if not defined JDK (
    >&2 echo paretoscope: a JDK 25 is needed, and none was found.
    >&2 echo paretoscope: Install one, for example Temurin 25, or set JAVA25_HOME to the folder of one that is
    >&2 echo paretoscope: installed, the folder that holds bin\javac.exe.
    exit /b 1
)

powershell -NoProfile -Command "$b = Get-Item -ErrorAction SilentlyContinue (Join-Path $env:HOME_DIR 'app\target\built'); if (-not $b) { exit 1 }; $s = 'pom.xml','app\pom.xml','profiler-core\pom.xml','app\src\main','profiler-core\src\main','assets' | ForEach-Object { Get-ChildItem -Recurse (Join-Path $env:HOME_DIR $_) } | Where-Object { $_.LastWriteTime -gt $b.LastWriteTime } | Select-Object -First 1; if ($s) { exit 1 }" 1>&2
if errorlevel 1 call :build
if errorlevel 1 exit /b 1

"%JDK%\bin\java.exe" --module-path "%HOME_DIR%\app\target\javafx" --class-path "%HOME_DIR%\app\target\paretoscope.jar;%HOME_DIR%\app\target\lib\*" "@%HOME_DIR%\app\target\launch.args" %*
exit /b %ERRORLEVEL%

:try
if defined JDK exit /b 0
if "%~1"=="" exit /b 0
if not exist "%~1\bin\javac.exe" exit /b 0
if not exist "%~1\release" exit /b 0
findstr /b /r /c:"JAVA_VERSION=.25" "%~1\release" >nul 2>&1 && set "JDK=%~f1"
exit /b 0

:build
where mvn >nul 2>&1
if errorlevel 1 (
    >&2 echo paretoscope: Maven is needed to build it, and there is no mvn on the PATH. Install Maven 3.8 or later.
    exit /b 1
)
if not defined JAVA_HOME set "JAVA_HOME=%JDK%"
set "JAVA25_HOME=%JDK%"
>&2 echo paretoscope: building (the first time this takes some minutes and fetches libraries) ...
if exist "%HOME_DIR%\app\target\lib" rd /s /q "%HOME_DIR%\app\target\lib"
if exist "%HOME_DIR%\app\target\javafx" rd /s /q "%HOME_DIR%\app\target\javafx"
pushd "%HOME_DIR%"
call mvn -q -B -DskipTests -Dspotless.check.skip=true package 1>&2
set "BUILD_RESULT=%ERRORLEVEL%"
popd
if not "%BUILD_RESULT%"=="0" (
    >&2 echo paretoscope: the build failed; its messages stand above.
    exit /b 1
)
exit /b 0
