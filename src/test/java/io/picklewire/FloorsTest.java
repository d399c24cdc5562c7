package io.picklewire;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The floors of CONTRIBUTING.md: a package imports only from floors below it. */
@AnalyzeClasses(packages = "io.picklewire", importOptions = ImportOption.DoNotIncludeTests.class)
class FloorsTest {
    @ArchTest
    static final ArchRule PACKAGES_IMPORT_ONLY_FROM_BELOW = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("wire")
            .definedBy("io.picklewire.wire")
            .layer("auth")
            .definedBy("io.picklewire.auth")
            .layer("python")
            .definedBy("io.picklewire.python")
            .layer("pickle")
            .definedBy("io.picklewire.pickle")
            .layer("process")
            .definedBy("io.picklewire.process")
            .layer("transport")
            .definedBy("io.picklewire.transport")
            .layer("connection")
            .definedBy("io.picklewire.connection")
            .layer("protocol")
            .definedBy("io.picklewire.protocol")
            .layer("conversion")
            .definedBy("io.picklewire.conversion")
            .layer("shared")
            .definedBy("io.picklewire.shared")
            .layer("javaobject")
            .definedBy("io.picklewire.javaobject")
            .layer("server")
            .definedBy("io.picklewire.server")
            .layer("client")
            .definedBy("io.picklewire.client")
            .layer("memory")
            .definedBy("io.picklewire.memory")
            .layer("pool")
            .definedBy("io.picklewire.pool")
            .layer("session")
            .definedBy("io.picklewire.session")
            .layer("relay")
            .definedBy("io.picklewire.relay")
            .layer("journal")
            .definedBy("io.picklewire.journal")
            .layer("cli")
            .definedBy("io.picklewire.cli")
            .whereLayer("wire")
            .mayNotAccessAnyLayer()
            .whereLayer("auth")
            .mayNotAccessAnyLayer()
            .whereLayer("python")
            .mayNotAccessAnyLayer()
            .whereLayer("pickle")
            .mayOnlyAccessLayers("python")
            .whereLayer("process")
            .mayNotAccessAnyLayer()
            .whereLayer("transport")
            .mayOnlyAccessLayers("wire", "python")
            .whereLayer("connection")
            .mayOnlyAccessLayers("conversion", "transport", "process", "wire", "auth", "pickle", "python")
            .whereLayer("protocol")
            .mayOnlyAccessLayers("pickle", "python")
            .whereLayer("conversion")
            .mayOnlyAccessLayers("pickle", "python")
            .whereLayer("shared")
            .mayOnlyAccessLayers("protocol", "process", "conversion", "pickle", "python")
            .whereLayer("javaobject")
            .mayOnlyAccessLayers("shared", "protocol", "conversion", "pickle", "python")
            .whereLayer("server")
            .mayOnlyAccessLayers(
                    "javaobject",
                    "memory",
                    "session",
                    "shared",
                    "conversion",
                    "protocol",
                    "connection",
                    "transport",
                    "process",
                    "auth",
                    "pickle",
                    "python")
            .whereLayer("client")
            .mayOnlyAccessLayers(
                    "conversion",
                    "protocol",
                    "session",
                    "connection",
                    "transport",
                    "process",
                    "auth",
                    "pickle",
                    "python")
            .whereLayer("memory")
            .mayOnlyAccessLayers("conversion", "python")
            .whereLayer("pool")
            .mayOnlyAccessLayers(
                    "server",
                    "client",
                    "shared",
                    "conversion",
                    "protocol",
                    "connection",
                    "process",
                    "auth",
                    "pickle",
                    "python")
            .whereLayer("session")
            .mayOnlyAccessLayers("protocol", "connection", "process", "auth", "pickle", "python")
            .whereLayer("relay")
            .mayOnlyAccessLayers("session", "connection", "process", "auth")
            .whereLayer("journal")
            .mayOnlyAccessLayers("server")
            .whereLayer("cli")
            .mayNotBeAccessedByAnyLayer();

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("io.picklewire.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule ONLY_WIRE_TRANSPORT_AND_CONNECTION_SEE_NETTY = noClasses()
            .that()
            .resideOutsideOfPackages("io.picklewire.wire", "io.picklewire.transport", "io.picklewire.connection")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.netty..");

    @ArchTest
    static final ArchRule ONLY_JOURNAL_SEES_DATABASES = noClasses()
            .that()
            .resideOutsideOfPackage("io.picklewire.journal")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "org.sqlite..");

    @ArchTest
    static final ArchRule ONLY_PROCESS_SEES_JNA = noClasses()
            .that()
            .resideOutsideOfPackage("io.picklewire.process")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.sun.jna..");

    @ArchTest
    static final ArchRule ONLY_PICKLE_SEES_PYROLITE_BUT_FOR_ITS_EXCEPTION_AND_EXTENSION_POINTS = noClasses()
            .that()
            .resideOutsideOfPackage("io.picklewire.pickle")
            .should()
            .dependOnClassesThat()
            .haveNameMatching("net\\.razorvine\\.pickle\\.(Pickler|Unpickler|Opcodes|PickleUtils)");
}
