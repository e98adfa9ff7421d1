package io.keystile;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    /** From the top; imports only ever point down this list. */
    private static final List<String> PACKAGES = List.of(
            "io.keystile.adapter",
            "io.keystile",
            "io.keystile.admin",
            "io.keystile.cache",
            "io.keystile.store",
            "io.keystile.json",
            "io.keystile.model",
            "io.keystile.key",
            "io.keystile.ratelimit",
            "io.keystile.net");

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.keystile");

    @Test
    void importsOnlyPointDown() {
        Set<String> upward = new TreeSet<>();
        for (JavaClass from : classes) {
            from.getDirectDependenciesFromSelf().forEach(dependency -> {
                int target = PACKAGES.indexOf(dependency.getTargetClass().getPackageName());
                if (target >= 0 && target < PACKAGES.indexOf(from.getPackageName())) {
                    upward.add(dependency.getDescription());
                }
            });
        }

        assertThat(classes).isNotEmpty();
        assertThat(upward).isEmpty();
    }

    @Test
    void everyPackageIsOnTheList() {
        assertThat(classes.stream().map(JavaClass::getPackageName)).isSubsetOf(PACKAGES);
    }

    /** Only the classes that read plans and limits know what these are. */
    @Test
    void jsonReaderImportsNothingElseOfCore() {
        classes()
                .that()
                .resideInAPackage("io.keystile.json")
                .and()
                .haveSimpleNameNotEndingWith("Json")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("io.keystile.json", "java..", "com.fasterxml.jackson..", "org.jspecify..")
                .check(classes);
    }

    @Test
    void noPackagesFormACircle() {
        slices().matching("io.keystile.(*)..").should().beFreeOfCycles().check(classes);
    }
}
