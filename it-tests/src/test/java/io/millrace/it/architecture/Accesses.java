package io.millrace.it.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;

import java.util.List;
import java.util.regex.Pattern;

/** Chooses calls, constructions and method references by what they go to. */
final class Accesses {

    private Accesses() {}

    /** Accesses of a member, both given as patterns of the whole name. */
    static DescribedPredicate<JavaAccess<?>> access(String owner, String name) {
        Pattern owners = Pattern.compile(owner);
        Pattern names = Pattern.compile(name);
        return describe(
                "the target is %s#%s".formatted(owner, name),
                access ->
                        owners.matcher(access.getTargetOwner().getName()).matches()
                                && names.matcher(access.getTarget().getName()).matches());
    }

    static DescribedPredicate<JavaAccess<?>> takesNothing() {
        return describe("takes nothing", access -> parameters(access).isEmpty());
    }

    static DescribedPredicate<JavaAccess<?>> takesClock() {
        return describe(
                "takes a clock",
                access ->
                        parameters(access).stream()
                                .anyMatch(type -> type.isEquivalentTo(java.time.Clock.class)));
    }

    private static List<JavaClass> parameters(JavaAccess<?> access) {
        return access.getTarget() instanceof CodeUnitAccessTarget target
                ? target.getRawParameterTypes()
                : List.of();
    }
}
