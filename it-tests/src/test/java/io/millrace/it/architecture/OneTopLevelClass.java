package io.millrace.it.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** Holds when all classes that were chosen are one class with what's nested in it. */
final class OneTopLevelClass extends ArchCondition<JavaClass> {

    private final Map<String, JavaClass> found = new TreeMap<>();

    OneTopLevelClass() {
        super("be one class");
    }

    @Override
    public void init(Collection<JavaClass> all) {
        found.clear();
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        String name = type.getName();
        int nested = name.indexOf('$');
        found.put(nested < 0 ? name : name.substring(0, nested), type);
    }

    @Override
    public void finish(ConditionEvents events) {
        if (found.size() > 1) {
            found.forEach(
                    (name, type) ->
                            events.add(
                                    SimpleConditionEvent.violated(
                                            type, name + " is one of " + found.keySet())));
        }
    }
}
