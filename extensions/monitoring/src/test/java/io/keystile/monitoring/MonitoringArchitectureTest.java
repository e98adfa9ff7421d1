package io.keystile.monitoring;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures;
import org.junit.jupiter.api.Test;

class MonitoringArchitectureTest {
    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.keystile.monitoring");

    @Test
    void packagesHaveNoCycles() {
        assertThat(classes.stream().map(JavaClass::getPackageName)).isNotEmpty();
        slices().matching("io.keystile.monitoring.(**)")
                .should()
                .beFreeOfCycles()
                .check(classes);
    }

    @Test
    void rulesDoNotDependOnAlertDelivery() {
        Architectures.layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("alerts")
                .definedBy("io.keystile.monitoring.alerts")
                .layer("rules")
                .definedBy("io.keystile.monitoring.alerts.rules")
                .whereLayer("alerts")
                .mayNotBeAccessedByAnyLayer()
                .check(classes);
    }
}
