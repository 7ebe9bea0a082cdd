package io.millrace.features.function;

import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Consumer;

/**
 * What jars beside the pipeline provide. A provider that can't be loaded doesn't hide the others.
 */
final class ProvidedServices {
    private ProvidedServices() {}

    /** The thread's context class loader, or else that of Millrace itself. */
    static ClassLoader loader() {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        return loader == null ? ProvidedServices.class.getClassLoader() : loader;
    }

    /**
     * Gives every provider to a taker.
     *
     * @param problems gets a line for each that can't be loaded
     */
    static <S> void load(
            Class<S> service, ClassLoader loader, Consumer<S> taker, List<String> problems) {
        Iterator<S> provided = ServiceLoader.load(service, loader).iterator();
        while (true) {
            try {
                if (!provided.hasNext()) {
                    return;
                }
                taker.accept(provided.next());
            } catch (ServiceConfigurationError | LinkageError e) {
                problems.add("a function of a jar can't be loaded: " + e.getMessage());
            }
        }
    }
}
