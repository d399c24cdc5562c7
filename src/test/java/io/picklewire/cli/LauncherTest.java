package io.picklewire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.picklewire.connection.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The script {@code picklewire}, in a folder of its own. What it starts are scripts that leave a note and do as
 * Maven and Java do, as far as it can tell.
 */
class LauncherTest {
    private static final String MAVEN =
            """
            #!/bin/sh
            echo "mvn $*" >>"$NOTES"
            for argument in "$@"; do
                case $argument in -Dpicklewire.target=*) target=${argument#*=} ;; esac
            done
            [ -z "${MEANWHILE:-}" ] || sh -c "$MEANWHILE"
            [ -z "${FAIL:-}" ] || exit 1
            echo "built by $$" >"$target/picklewire.jar"
            """;
    private static final String JAVA =
            """
            #!/bin/sh
            archive=none
            options=$*
            while [ "$1" != -jar ]; do
                case $1 in
                    -XX:DumpLoadedClassList=*) loaded=${1#*=} ;;
                    -Xshare:dump) dump=yes ;;
                    -XX:SharedClassListFile=*) listed=${1#*=} ;;
                    -XX:SharedArchiveFile=*) archive=${1#*=} ;;
                    -cp) [ -n "$dump" ] && exec cp "$listed" "$archive" ;;
                    -Dpicklewire.starting=*) starting=${1#*=} ;;
                    -XX:* | -Xmn* | -Xlog:* | -Dio.netty.native.workdir=*) ;;
                    *) exit 1 ;;
                esac
                shift
            done
            [ -z "${SHOW_OPTIONS:-}" ] || echo "options $options"
            if [ "$3" = train ]; then
                echo "train $(cat "$2")" >>"$NOTES.train"
                [ -z "${END:-}" ] || kill "-$END" "$PPID"
                [ -z "${HOLD:-}" ] || cat "$HOLD"
                [ -z "${NO_ARCHIVE:-}" ] || exit 1
                exec echo "of $(cat "$2")" >"$loaded"
            fi
            if [ -n "${LISTEN:-}" ]; then
                echo listening >>"$NOTES.train"
                rm "$starting"
                cat "$LISTEN"
            fi
            [ "$archive" = none ] || archive=$(cat "$archive")
            [ -z "${SHOW_ARCHIVE:-}" ] || echo "archive $archive"
            echo "java of $(dirname "$0") runs $(cut -c 1-5 <"$2") $2 with $3 $4"
            """;

    @TempDir
    private Path folder;

    private Path home;
    private Path notes;

    @BeforeEach
    void copyTheLauncher() throws IOException {
        home = Files.createDirectory(folder.toRealPath().resolve("the home"));
        notes = folder.resolve("notes");
        Files.writeString(notes, "");
        Files.copy(Path.of("picklewire"), home.resolve("picklewire"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.writeString(home.resolve("pom.xml"), "<project/>");
        Files.createDirectories(home.resolve("src/main/java"));
        Files.writeString(home.resolve("src/main/java/Main.java"), "class Main {}");
        executable(folder.resolve("bin/mvn"), MAVEN);
        executable(folder.resolve("bin/java"), JAVA);
        executable(folder.resolve("jdk/bin/java"), JAVA);
    }

    private static void executable(Path file, String script) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void buildsWhenThereIsNoJarAndRunsItWithTheArguments() throws Exception {
        Run run = run(home.resolve("picklewire"));

        assertThat(run.error()).isEqualTo("picklewire: building " + jar() + "\n");
        assertThat(run.output())
                .isEqualTo("java of " + folder.resolve("bin") + " runs built " + jar() + " with serve a b\n");
        assertThat(builds()).hasSize(1);
        assertThat(builds().get(0)).contains("-f " + home.resolve("pom.xml")).contains("package");
        assertThat(leftInTarget())
                .allMatch(name -> name.matches("picklewire(-[0-9]+\\.jsa|\\.jar)"))
                .hasSize(2);
    }

    @Test
    void doesNotBuildAgainUntilASourceIsNewer() throws Exception {
        run(home.resolve("picklewire"));
        run(home.resolve("picklewire"));
        assertThat(builds()).hasSize(1);

        touch(home.resolve("src/main/java/Main.java"));
        run(home.resolve("picklewire"));
        assertThat(builds()).hasSize(2);

        touch(home.resolve("pom.xml"));
        run(home.resolve("picklewire"));
        assertThat(builds()).hasSize(3);
    }

    /** Any time after the jar's. */
    private void touch(Path file) throws IOException {
        Instant later = Files.getLastModifiedTime(jar()).toInstant().plusMillis(1);
        Files.setLastModifiedTime(file, FileTime.from(later));
        Files.setLastModifiedTime(jar(), FileTime.from(later.minusSeconds(1)));
    }

    @Test
    void aSourceThatChangesDuringTheBuildIsBuiltNextTime() throws Exception {
        run(
                home.resolve("picklewire"),
                "MEANWHILE",
                "touch -t 209901010000 '" + home.resolve("src/main/java/Main.java") + "'");
        run(home.resolve("picklewire"));

        assertThat(builds()).hasSize(2);
    }

    @Test
    void isFoundThroughLinksAndFromAnotherFolder() throws Exception {
        Path absolute = Files.createSymbolicLink(folder.resolve("absolute"), home.resolve("picklewire"));
        Path relative = Files.createSymbolicLink(folder.resolve("relative"), Path.of("absolute"));
        Path folderLink = Files.createSymbolicLink(folder.resolve("linked"), home);

        for (Path start : List.of(absolute, relative, folderLink.resolve("picklewire"))) {
            assertThat(run(start).output()).contains(" runs built " + jar() + " with serve a b");
        }
        assertThat(builds()).hasSize(1);
    }

    @Test
    void theJavaOfJavaHomeIsTaken() throws Exception {
        assertThat(run(
                                home.resolve("picklewire"),
                                "JAVA_HOME",
                                folder.resolve("jdk").toString())
                        .output())
                .startsWith("java of " + folder.resolve("jdk/bin") + " runs ");
    }

    @Test
    void twoStartsAtOnceEachGetAWholeJar() throws Exception {
        List<Process> started = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            started.add(start(home.resolve("picklewire")));
        }
        for (Process process : started) {
            assertThat(Run.of(process).output()).contains(" runs built " + jar());
        }
        awaitTrained();
        assertThat(leftInTarget())
                .allMatch(name -> name.matches("picklewire(-[0-9]+\\.jsa|\\.jar)"))
                .hasSize(2);
    }

    @Test
    void aJarIsTrainedOnceAndItsArchiveUsedFromTheSecondStartOn() throws Exception {
        assertThat(run(home.resolve("picklewire"), "SHOW_ARCHIVE", "1").output())
                .startsWith("archive none\n");
        for (int i = 0; i < 2; i++) {
            assertThat(run(home.resolve("picklewire"), "SHOW_ARCHIVE", "1").output())
                    .startsWith("archive of built by ");
        }
        assertThat(trainings()).hasSize(1);

        touch(home.resolve("pom.xml"));
        run(home.resolve("picklewire"));
        assertThat(trainings()).hasSize(2);
    }

    @Test
    void aJvmThatMakesNoArchiveRunsWithoutAndIsAskedOnce() throws Exception {
        for (int i = 0; i < 2; i++) {
            Run run = run(home.resolve("picklewire"), "NO_ARCHIVE", "1", "SHOW_ARCHIVE", "1");
            assertThat(run.output()).startsWith("archive none\n");
        }
        assertThat(trainings()).hasSize(1);
    }

    @Test
    void aJvmThatMadeNoArchiveIsAskedAgainADayLater() throws Exception {
        run(home.resolve("picklewire"), "NO_ARCHIVE", "1");
        assertThat(archives()).hasSize(1);
        try (Stream<Path> all = Files.walk(home)) {
            for (Path each : all.toList()) {
                Files.setLastModifiedTime(each, FileTime.from(Instant.now().minus(2, ChronoUnit.DAYS)));
            }
        }

        run(home.resolve("picklewire"));
        assertThat(trainings()).hasSize(2);
        assertThat(run(home.resolve("picklewire"), "SHOW_ARCHIVE", "1").output())
                .startsWith("archive of built by ");
    }

    @Test
    void nobodyWaitsForTheTrainingAndNoOtherStartTrainsMeanwhile() throws Exception {
        Path hold = fifo("hold");
        assertThat(runOnly(home.resolve("picklewire"), "HOLD", hold.toString()).output())
                .startsWith("java of ");
        assertThat(runOnly(home.resolve("picklewire"), "SHOW_ARCHIVE", "1", "HOLD", hold.toString())
                        .output())
                .startsWith("archive none\n");
        Files.writeString(hold, "go on");
        awaitTrained();

        assertThat(trainings()).hasSize(1);
        assertThat(run(home.resolve("picklewire"), "SHOW_ARCHIVE", "1").output())
                .startsWith("archive of built by ");
    }

    @Test
    void theTrainingBeginsWhenTheServerListensAndMayEndBeforeIt() throws Exception {
        Path listen = fifo("listen");
        Process server = start(home.resolve("picklewire"), "LISTEN", listen.toString());
        Eventually.holds(() -> Files.exists(folder.resolve("notes.train")));
        awaitTrained();

        assertThat(trainings()).hasSize(2);
        assertThat(trainings().get(0)).isEqualTo("listening");
        assertThat(server.isAlive()).isTrue();
        assertThat(server.descendants()).hasSize(1); // cat: what trained is no child that nobody waits for
        Files.writeString(listen, "end");
        assertThat(Run.of(server).exitCode()).isZero();
    }

    @Test
    void aTrainingThatWasKilledIsDoneAgain() throws Exception {
        runOnly(home.resolve("picklewire"), "END", "KILL");
        Eventually.holds(() -> !runsStill(pidOfTraining()));
        assertThat(archives()).isEmpty();
        run(home.resolve("picklewire"));

        assertThat(trainings()).hasSize(2);
        assertThat(archives()).hasSize(1);
    }

    private long pidOfTraining() {
        try (Stream<Path> folders = Files.list(home.resolve("target"))) {
            Path file = folders.filter(each -> each.getFileName().toString().startsWith("launch-"))
                    .findFirst()
                    .orElseThrow()
                    .resolve("pid");
            return Files.exists(file)
                    ? Long.parseLong(Files.readString(file).strip())
                    : ProcessHandle.current().pid();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean runsStill(long pid) {
        return ProcessHandle.of(pid).isPresent();
    }

    private Path fifo(String name) throws Exception {
        Path fifo = folder.resolve(name);
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor())
                .isZero();
        return fifo;
    }

    private void awaitTrained() {
        Eventually.holds(() -> {
            try {
                return leftInTarget().stream().noneMatch(name -> name.startsWith("launch-"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Test
    void otherOptionsOfTheJvmHaveAnArchiveOfTheirOwnAndThoseOfAnOldJarAreRemoved() throws Exception {
        for (String name : List.of("PICKLEWIRE_JAVA_OPTS", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "NOTHING")) {
            run(home.resolve("picklewire"), name, "-XX:-Some");
            run(home.resolve("picklewire"), name, "-XX:-Some");
        }
        assertThat(trainings()).hasSize(4);
        assertThat(archives()).hasSize(4);

        touch(home.resolve("pom.xml"));
        run(home.resolve("picklewire"));
        assertThat(archives()).hasSize(1);
    }

    @Test
    void withTheSerialCollectorAThreadCanBeStoppedWithinALongLoop() throws Exception {
        assertThat(run(home.resolve("picklewire"), "SHOW_OPTIONS", "1").output())
                .contains("-XX:+UseCountedLoopSafepoints -XX:LoopStripMiningIter=1000 -XX:+UseSerialGC");
    }

    @Test
    void aCollectorThatTheOptionsNameTakesThePlaceOfTheSerialOne() throws Exception {
        assertThat(run(home.resolve("picklewire"), "SHOW_OPTIONS", "1").output())
                .contains("-XX:+UseSerialGC -Xmn48m");
        assertThat(run(home.resolve("picklewire"), "SHOW_OPTIONS", "1", "PICKLEWIRE_JAVA_OPTS", "-XX:-Some")
                        .output())
                .contains("-XX:+UseSerialGC -Xmn48m -XX:-Some");
        assertThat(run(
                                home.resolve("picklewire"),
                                "SHOW_OPTIONS",
                                "1",
                                "PICKLEWIRE_JAVA_OPTS",
                                "-XX:+UseG1GC -XX:-Some")
                        .output())
                .contains("options -XX:+UseG1GC -XX:-Some ");
    }

    @Test
    void aJavaHomeWithoutJavaIsSaid() throws Exception {
        Run run = run(
                home.resolve("picklewire"), "JAVA_HOME", folder.resolve("none").toString());

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.error())
                .endsWith("picklewire: no Java: " + folder.resolve("none") + "/bin/java cannot be run\n");
        assertThat(archives()).isEmpty();
    }

    private List<String> archives() throws IOException {
        return leftInTarget().stream().filter(name -> name.endsWith(".jsa")).toList();
    }

    private List<String> trainings() throws IOException {
        return Files.readAllLines(folder.resolve("notes.train"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"HUP", "TERM"})
    void aTrainingThatIsEndedLeavesNothing(String signal) throws Exception {
        assertThat(run(home.resolve("picklewire"), "END", signal).exitCode()).isZero();
        assertThat(leftInTarget()).containsExactly("picklewire.jar");
        assertThat(trainings()).hasSize(1);
    }

    @Test
    void ctrlCEndsTheServerAndNotTheTraining() throws Exception {
        run(home.resolve("picklewire"), "END", "INT");
        assertThat(archives()).hasSize(1);
    }

    @Test
    void aServerGoesOnWithItsOldJarDuringABuild() throws Exception {
        run(home.resolve("picklewire"));
        Object before = Files.readAttributes(jar(), "unix:ino").get("ino");

        touch(home.resolve("pom.xml"));
        run(home.resolve("picklewire"));

        assertThat(Files.readAttributes(jar(), "unix:ino").get("ino")).isNotEqualTo(before);
    }

    @Test
    void aBuildThatFailsIsSaidAndLeavesNothing() throws Exception {
        Run run = run(home.resolve("picklewire"), "FAIL", "1");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.output()).isEmpty();
        assertThat(run.error()).endsWith("picklewire: the build failed\n");
        assertThat(leftInTarget()).isEmpty();
    }

    @Test
    void withoutMavenItSaysWhatIsNeeded() throws Exception {
        Files.delete(folder.resolve("bin/mvn"));
        executable(folder.resolve("bin/dirname"), "#!/bin/sh\nexec " + tool("dirname") + " \"$@\"\n");

        Run run = run(home.resolve("picklewire"), "PATH", folder.resolve("bin").toString());

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.error()).isEqualTo("picklewire: Maven (mvn) is needed to build " + jar() + "\n");
    }

    @Test
    void withoutMavenItTakesTheWrapperBesideIt() throws Exception {
        Files.move(folder.resolve("bin/mvn"), home.resolve("mvnw"));
        Path tools = Files.createDirectory(folder.resolve("tools"));
        for (String name : List.of(
                "cat",
                "cksum",
                "cut",
                "date",
                "dirname",
                "find",
                "head",
                "mkdir",
                "mktemp",
                "mv",
                "readlink",
                "rm",
                "sleep",
                "touch")) {
            Files.createSymbolicLink(tools.resolve(name), tool(name));
        }

        Run run = run(home.resolve("picklewire"), "PATH", folder.resolve("bin") + ":" + tools);

        assertThat(run.error()).isEqualTo("picklewire: building " + jar() + "\n");
        assertThat(run.output()).contains("runs built " + jar());
    }

    private static Path tool(String name) {
        return Stream.of("/usr/bin", "/bin")
                .map(place -> Path.of(place, name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow();
    }

    private Path jar() {
        return home.resolve("target/picklewire.jar");
    }

    private List<String> builds() throws IOException {
        return Files.readAllLines(notes);
    }

    private List<String> leftInTarget() throws IOException {
        try (Stream<Path> files = Files.list(home.resolve("target"))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    /** With what it leaves to be done in the background. */
    private Run run(Path launcher, String... environment) throws Exception {
        Run run = runOnly(launcher, environment);
        if (Files.exists(home.resolve("target"))) {
            awaitTrained();
        }
        return run;
    }

    private Run runOnly(Path launcher, String... environment) throws Exception {
        return Run.of(start(launcher, environment));
    }

    private Process start(Path launcher, String... environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(launcher.toString(), "serve", "a b").directory(folder.toFile());
        builder.environment().remove("JAVA_HOME");
        builder.environment().merge("PATH", "", (path, any) -> folder.resolve("bin") + ":" + path);
        builder.environment().put("NOTES", notes.toString());
        for (int i = 0; i < environment.length; i += 2) {
            builder.environment().put(environment[i], environment[i + 1]);
        }
        return builder.start();
    }

    private record Run(int exitCode, String output, String error) {
        /** What it writes fits into a pipe, which is read to its end: nothing that goes on may have it open. */
        static Run of(Process process) throws Exception {
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            String error = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return new Run(process.exitValue(), output, error);
        }
    }
}
