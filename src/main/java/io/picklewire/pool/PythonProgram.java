package io.picklewire.pool;

import io.picklewire.process.ProcessStart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Python program, of which further processes can be started as {@code multiprocessing} starts them by {@code spawn}: with the
 * same interpreter, folder and environment, and with its main module. Immutable; any thread. Source: CPython's {@code
 * multiprocessing.spawn.get_preparation_data}.
 *
 * @param interpreter the interpreter with its own options
 * @param folder the working folder; null for that of this process
 * @param environment the environment; null for that of this process
 * @param main the main module
 * @param argv the program's {@code sys.argv}
 */
record PythonProgram(
        List<String> interpreter,
        @Nullable Path folder,
        @Nullable Map<String, String> environment,
        Main main,
        List<String> argv) {
    /** Options of one letter that take a value: as the rest of the word, or as the next word. */
    private static final String WITH_VALUE = "WXQ";

    private static final String CHECK_PYCS = "--check-hash-based-pycs";
    private static final String SPAWNED = "--multiprocessing-fork";
    private static final String FORK_SERVER = "from multiprocessing.forkserver import main; main(";
    private static final int MOST_ANCESTORS = 8;

    /**
     * The main module of a program.
     *
     * @param file its file; null when there is none, or it is known by its name
     * @param name its name; null when it is not known by that
     * @param path the first entry of {@code sys.path}
     */
    record Main(@Nullable String file, @Nullable String name, String path) {
        static final Main NONE = new Main(null, null, "");

        /** A script. */
        static Main script(Path file) {
            Path folder = file.toAbsolutePath().getParent();
            return new Main(file.toAbsolutePath().normalize().toString(), null, String.valueOf(folder));
        }
    }

    PythonProgram {
        interpreter = List.copyOf(interpreter);
        argv = List.copyOf(argv);
    }

    /** An interpreter in the folder and the environment of this process, with a script's functions or without. */
    static PythonProgram of(String interpreter, @Nullable Path script) {
        Main main = script == null ? Main.NONE : Main.script(script);
        String file = main.file();
        return new PythonProgram(List.of(interpreter), null, null, main, List.of(file == null ? "" : file));
    }

    /**
     * This, once it is known that there are an interpreter and a script to start.
     *
     * @throws NoSuchFileException when one of them is not there
     */
    PythonProgram checked() throws NoSuchFileException {
        String called = interpreter.get(0);
        // As the JDK starts a program: by its own PATH, and from the working folder of the new process.
        Path from = folder == null ? Path.of("") : folder;
        if (places(called, from, System.getenv()).noneMatch(Files::isExecutable)) {
            throw new NoSuchFileException("there is no interpreter '" + called + "'");
        }
        String script = main.file();
        if (script != null && !Files.isReadable(Path.of(script))) {
            throw new NoSuchFileException("there is no script " + script);
        }
        return this;
    }

    /** The same in another folder, and with variables set in the environment. */
    PythonProgram in(@Nullable Path otherFolder, Map<String, String> variables) {
        Map<String, String> all = new HashMap<>(environment == null ? System.getenv() : environment);
        all.putAll(variables);
        return new PythonProgram(interpreter, otherFolder == null ? folder : otherFolder, all, main, argv);
    }

    PythonProgram withArgv(List<String> other) {
        return new PythonProgram(interpreter, folder, environment, main, other);
    }

    /** The same without a main module that is imported; its folder stays the first of {@code sys.path}. */
    PythonProgram withoutMain() {
        return new PythonProgram(interpreter, folder, environment, new Main(null, null, main.path()), argv);
    }

    /** What a process runs; empty when it does not run Python, or when the system does not tell. */
    static Optional<PythonProgram> of(long pid) {
        Optional<ProcessStart> start = ProcessStart.of(pid);
        // A process that multiprocessing has started has the main module of the one that started it.
        for (int i = 0; i < MOST_ANCESTORS && start.isPresent() && isSpawned(start.get()); i++) {
            start = ProcessStart.of(start.get().parent());
        }
        return start.filter(PythonProgram::isPython).map(PythonProgram::of);
    }

    private static boolean isSpawned(ProcessStart start) {
        return start.command().contains(SPAWNED)
                || start.command().stream().anyMatch(word -> word.startsWith(FORK_SERVER));
    }

    private static boolean isPython(ProcessStart start) {
        String name = String.valueOf(start.executable().getFileName());
        return name.startsWith("python") || name.startsWith("pypy");
    }

    private static PythonProgram of(ProcessStart start) {
        List<String> words = start.command();
        List<String> interpreter = new ArrayList<>();
        interpreter.add(interpreterOf(start));
        int at = 1;
        while (at < words.size() && isOption(words.get(at))) {
            String word = words.get(at++);
            int letter = word.startsWith("--") ? -1 : firstOf(word, "cm" + WITH_VALUE);
            if (letter >= 0 && "cm".indexOf(word.charAt(letter)) >= 0) {
                if (letter > 1) {
                    interpreter.add(word.substring(0, letter));
                }
                boolean isModule = word.charAt(letter) == 'm';
                String value = letter + 1 < word.length() ? word.substring(letter + 1) : next(words, at++);
                return program(start, interpreter, isModule ? value : null, rest(isModule ? value : "-c", words, at));
            }
            interpreter.add(word);
            if (word.equals(CHECK_PYCS) || (letter >= 0 && letter + 1 == word.length())) {
                interpreter.add(next(words, at++));
            }
        }
        if (at == words.size() || words.get(at).equals("-")) {
            return program(start, interpreter, null, rest(at == words.size() ? "" : "-", words, at + 1));
        }
        return script(start, interpreter, rest(words.get(at), words, at + 1));
    }

    private static boolean isOption(String word) {
        return word.length() > 1 && word.charAt(0) == '-';
    }

    private static int firstOf(String word, String letters) {
        for (int i = 1; i < word.length(); i++) {
            if (letters.indexOf(word.charAt(i)) >= 0) {
                return i;
            }
        }
        return -1;
    }

    private static String next(List<String> words, int at) {
        return at < words.size() ? words.get(at) : "";
    }

    private static List<String> rest(String first, List<String> words, int from) {
        List<String> argv = new ArrayList<>();
        argv.add(first);
        argv.addAll(words.subList(Math.min(from, words.size()), words.size()));
        return argv;
    }

    private static PythonProgram program(
            ProcessStart start, List<String> interpreter, @Nullable String module, List<String> argv) {
        Main main = new Main(null, module, start.folder().toString());
        return new PythonProgram(interpreter, folderOf(start), start.environment(), main, argv);
    }

    private static PythonProgram script(ProcessStart start, List<String> interpreter, List<String> argv) {
        Path file = start.folder().resolve(argv.get(0));
        String begunIn = start.environment().get("PWD");
        if (!Files.exists(file) && begunIn != null) { // it has changed its folder since
            file = Path.of(begunIn).resolve(argv.get(0));
        }
        Main main = Main.NONE;
        if (Files.isDirectory(file) || isArchive(file)) { // their __main__ is not run again
            main = new Main(null, null, file.normalize().toString());
        } else if (Files.exists(file)) {
            main = new Main(
                    file.normalize().toString(), null, String.valueOf(real(file).getParent()));
        }
        return new PythonProgram(interpreter, folderOf(start), start.environment(), main, argv);
    }

    /** The root folder where its own has been removed. */
    private static Path folderOf(ProcessStart start) {
        return Files.isDirectory(start.folder())
                ? start.folder()
                : start.folder().getRoot();
    }

    private static boolean isArchive(Path file) {
        return file.toString().endsWith(".zip") || file.toString().endsWith(".pyz");
    }

    private static Path real(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException gone) {
            return file;
        }
    }

    /** The interpreter by the name that it was called by: that is how Python finds a virtual environment. */
    private static String interpreterOf(ProcessStart start) {
        return places(start.command().get(0), start.folder(), start.environment())
                .filter(found -> real(found).equals(start.executable()))
                .findFirst()
                .orElse(start.executable())
                .toString();
    }

    /** Where a program may be that is called so in that folder, with that environment. */
    private static Stream<Path> places(String called, Path folder, Map<String, String> environment) {
        Stream<Path> folders = called.indexOf('/') >= 0
                ? Stream.of(folder)
                : Arrays.stream(environment.getOrDefault("PATH", "").split(":", -1))
                        .map(folder::resolve);
        return folders.map(each -> each.resolve(called));
    }
}
