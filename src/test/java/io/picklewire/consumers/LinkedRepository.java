package io.picklewire.consumers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * A Maven repository that is the machine's, but for its own Picklewire: links to the machine's folders. So what was
 * downloaded once is there, and neither the machine's repository nor another build sees what is installed here.
 */
final class LinkedRepository {
    private static final Path OWN = Path.of("io", "picklewire");

    private final Path folder;
    private final Path machines;

    private LinkedRepository(Path folder, Path machines) {
        this.folder = folder;
        this.machines = machines;
    }

    static LinkedRepository at(Path folder, Path machines) throws IOException {
        LinkedRepository repository = new LinkedRepository(folder, machines);
        repository.link(Path.of(""));
        repository.link(OWN.getParent());
        return repository;
    }

    Path folder() {
        return folder;
    }

    private void link(Path within) throws IOException {
        Files.createDirectories(folder.resolve(within));
        for (Path each : entries(machines.resolve(within))) {
            Path link = folder.resolve(within).resolve(each.getFileName());
            Path path = folder.relativize(link);
            if (!OWN.startsWith(path) && !Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
                Files.createSymbolicLink(link, each);
            }
        }
    }

    /** As {@code mvn install} would. */
    void install(String version, Path built) throws IOException {
        Path place = folder.resolve(OWN).resolve("picklewire").resolve(version);
        Files.createDirectories(place);
        String name = "picklewire-" + version;
        for (String file : List.of(name + ".jar", name + "-standalone.jar")) {
            Files.copy(built.resolve(file), place.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        Files.copy(Path.of("pom.xml"), place.resolve(name + ".pom"), StandardCopyOption.REPLACE_EXISTING);
    }

    /** Gives the machine's repository the folders that a build has made here. */
    void handOn() throws IOException {
        handOn(Path.of(""));
        handOn(OWN.getParent());
    }

    private void handOn(Path within) throws IOException {
        for (Path each : entries(folder.resolve(within))) {
            Path path = folder.relativize(each);
            if (!OWN.startsWith(path) && Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)) {
                move(each, machines.resolve(path));
            }
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to);
        } catch (FileAlreadyExistsException anotherBuildHasIt) {
            return;
        } catch (FileSystemException onAnotherDisk) {
            return;
        }
        Files.createSymbolicLink(from, to);
    }

    private static List<Path> entries(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
