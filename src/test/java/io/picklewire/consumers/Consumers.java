package io.picklewire.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The applications, built by Maven with the packaged jars as their dependencies. */
final class Consumers {
    private static final Path SOURCES = Path.of("src", "it", "consumers");

    private final Path folder;

    private Consumers(Path folder) {
        this.folder = folder;
    }

    static Consumers build() throws Exception {
        Path built = Path.of(setting("built"));
        Path folder = built.resolve("consumers");
        copy(folder);
        LinkedRepository repository =
                LinkedRepository.at(built.resolve("consumers-repository"), Path.of(setting("repository")));
        repository.install(setting("version"), built);
        maven(folder, repository.folder());
        repository.handOn();
        return new Consumers(folder);
    }

    private static String setting(String name) {
        String value = System.getProperty("consumers." + name);
        assertThat(value).as("-Dconsumers.%s, which the build sets", name).isNotNull();
        return value;
    }

    private static void copy(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path each : files.filter(Files::isRegularFile).toList()) {
                Path to = folder.resolve(SOURCES.relativize(each));
                Files.createDirectories(to.getParent());
                Files.copy(each, to, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static void maven(Path folder, Path repository) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(setting("maven"), "bin", "mvn").toString());
        command.addAll(List.of("-B", "-e", "-Dpicklewire.version=" + setting("version")));
        command.add("-Dmaven.repo.local=" + repository.toAbsolutePath());
        if (setting("network").equals("offline true")) {
            command.add("-o");
        }
        command.add("compile");
        Path log = folder.resolve("maven.log");
        ProcessBuilder maven = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        maven.environment().put("JAVA_HOME", System.getProperty("java.home"));
        int exitCode = maven.start().waitFor();
        assertThat(exitCode).as("%s: %s", command, Files.readString(log)).isZero();
    }

    /** The jars beside the application. */
    List<Path> jars(String application) throws IOException {
        String classPath = Files.readString(folder.resolve(application).resolve("target/classpath"));
        return Stream.of(classPath.strip().split(File.pathSeparator, -1))
                .map(Path::of)
                .toList();
    }

    /** The names of the jars beside the application, in order. */
    List<String> names(String application) throws IOException {
        return jars(application).stream()
                .map(jar -> jar.getFileName().toString())
                .sorted()
                .toList();
    }

    /** Starts it with its class path. */
    Application start(String application, String... arguments) throws IOException {
        return startClass(application, "app.Application", arguments);
    }

    /** Starts another class of its class path. */
    Application startClass(String application, String main, String... arguments) throws IOException {
        return Application.start(List.of("-cp", path(application), main), arguments);
    }

    /** Starts it with its class path as its module path. */
    Application startModule(String application, String... arguments) throws IOException {
        return Application.start(List.of("-p", path(application), "-m", "app/app.Application"), arguments);
    }

    private String path(String application) throws IOException {
        Path classes = folder.resolve(application).resolve("target/classes");
        assertThat(classes).isDirectory();
        List<String> path = new ArrayList<>(List.of(classes.toString()));
        jars(application).forEach(jar -> path.add(jar.toString()));
        return String.join(File.pathSeparator, path);
    }
}
