package io.picklewire;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What is promised to applications: the packages that the Javadoc overview calls the API, and in these the types of {@code
 * api.txt}. A type that is public besides is one only because another package of this project needs it.
 */
class ApiTest {
    private static final Path OVERVIEW = Path.of("src/main/javadoc/overview.html");
    private static final Path API = Path.of("src/test/resources/api.txt");

    private static Set<String> linked(String pattern) throws IOException {
        return linked(pattern, Files.readString(OVERVIEW));
    }

    private static Set<String> linked(String pattern, String text) {
        return Pattern.compile("\\{@link " + pattern + "}")
                .matcher(text)
                .results()
                .map(result -> result.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> promisedPackages() throws IOException {
        String overview = Files.readString(OVERVIEW);
        String list = overview.substring(overview.indexOf("<ul id=\"api\">"), overview.indexOf("</ul>"));
        return linked("(io\\.picklewire\\.\\w+)", list);
    }

    private static String outermost(JavaClass type) {
        return type.getName().replaceAll("\\$.*", "");
    }

    private static List<String> promisedTypes() throws IOException {
        return Files.readAllLines(API).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
    }

    private static JavaClasses classes() {
        return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.picklewire");
    }

    private static Set<String> publicTypes() throws IOException {
        Set<String> packages = promisedPackages();
        Set<String> single = linked("(io\\.picklewire\\.\\w+\\.\\w+)");
        return classes().stream()
                .filter(type -> packages.contains(type.getPackageName()) || single.contains(outermost(type)))
                .filter(ApiTest::isReachable)
                .map(JavaClass::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean isReachable(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && type.getEnclosingClass().map(ApiTest::isReachable).orElse(true);
    }

    @Test
    void theTypesOfTheApiAreTheseAndNoOther() throws IOException {
        assertThat(publicTypes()).containsExactlyInAnyOrderElementsOf(promisedTypes());
    }

    @Test
    void whatElseIsPublicIsSoForAnotherPackage() throws IOException {
        Set<String> promised = publicTypes();
        JavaClasses classes = classes();
        Set<String> used = classes.stream()
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .filter(use -> !use.getOriginClass()
                        .getPackageName()
                        .equals(use.getTargetClass().getPackageName()))
                .map(use -> outermost(use.getTargetClass()))
                .collect(Collectors.toSet());
        assertThat(classes.stream()
                        .filter(type -> type.isTopLevelClass() && isReachable(type))
                        .map(JavaClass::getName)
                        .filter(name -> !promised.contains(name) && !used.contains(name)))
                .containsExactlyInAnyOrder(
                        "io.picklewire.cli.Picklewire", // the program's entry
                        "io.picklewire.shared.StateWriter"); // in the signature of Event.write
    }

    @Test
    void everyPackageSaysWhetherItIsApi() throws IOException {
        Set<String> promised = promisedPackages();
        try (var folders = Files.list(Path.of("src/main/java/io/picklewire"))) {
            for (Path folder : folders.toList()) {
                String info = Files.readString(folder.resolve("package-info.java"));
                boolean isApi = promised.contains("io.picklewire." + folder.getFileName());
                assertThat(info.contains("No API:"))
                        .as("%s says that it is no API", folder.getFileName())
                        .isNotEqualTo(isApi);
            }
        }
    }

    @Test
    void theOverviewNamesPackagesAndTypesThatAreThere() throws IOException {
        Path sources = Path.of("src/main/java");
        for (String name : linked("([\\w.]+)")) {
            Path place = sources.resolve(name.replace('.', '/'));
            assertThat(Files.isDirectory(place) || Files.exists(Path.of(place + ".java")))
                    .as(name)
                    .isTrue();
        }
    }
}
