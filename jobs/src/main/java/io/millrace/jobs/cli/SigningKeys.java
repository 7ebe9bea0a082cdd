package io.millrace.jobs.cli;

import io.millrace.registry.signing.Ed25519;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A person's keys in a folder: {@code NAME.key} is private and readable by its owner alone, {@code
 * NAME.pub} public. Each holds one line of Base64.
 */
final class SigningKeys {
    private static final String PRIVATE = ".key";
    private static final String PUBLIC = ".pub";
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,99}");

    private final Path folder;

    private SigningKeys(Path folder) {
        this.folder = folder;
    }

    /** In the folder of MILLRACE_KEYS, or else in .millrace/keys of the home folder. */
    static SigningKeys of(Session session) {
        Path home =
                Path.of(session.variable("HOME").orElseGet(() -> System.getProperty("user.home")));
        return new SigningKeys(
                session.variable("MILLRACE_KEYS")
                        .map(text -> session.resolve(Path.of(text)))
                        .orElseGet(() -> home.resolve(".millrace").resolve("keys")));
    }

    Path folder() {
        return folder;
    }

    /**
     * Makes a pair of keys; the public one.
     *
     * @throws CommandFailure if there's one of this name
     */
    String create(String name) throws IOException {
        requireName(name);
        Files.createDirectories(folder);
        KeyPair pair = Ed25519.generate();
        String open = Ed25519.encode(pair.getPublic());
        try {
            writeNew(name + PRIVATE, Ed25519.encode(pair.getPrivate()), "rw-------");
            writeNew(name + PUBLIC, open, "rw-r--r--");
        } catch (FileAlreadyExistsException e) {
            throw CommandFailure.usage(
                    "there is a key " + e.getFile() + " already",
                    "a key that's replaced can't sign any more: choose another name");
        }
        return open;
    }

    /** Public keys by name. */
    SortedMap<String, String> list() throws IOException {
        SortedMap<String, String> keys = new TreeMap<>();
        if (!Files.isDirectory(folder)) {
            return keys;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : (Iterable<Path>) files.sorted()::iterator) {
                String name = String.valueOf(file.getFileName());
                if (name.endsWith(PUBLIC)) {
                    keys.put(
                            name.substring(0, name.length() - PUBLIC.length()),
                            Files.readString(file).strip());
                }
            }
        }
        return keys;
    }

    /** The private key of a name. */
    PrivateKey load(String name) throws IOException {
        requireName(name);
        Path file = folder.resolve(name + PRIVATE);
        if (!Files.exists(file)) {
            throw CommandFailure.usage(
                    "there is no key " + file,
                    "there are: " + list().keySet(),
                    "millrace keys new " + name + " makes one");
        }
        try {
            return Ed25519.privateKey(Files.readString(file).strip());
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage(file + " can't be used: " + e.getMessage());
        }
    }

    private static void requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw CommandFailure.usage(
                    "\"" + name + "\" is no name of a key",
                    "it has letters, digits, - and _ and starts with a letter");
        }
    }

    private void writeNew(String name, String line, String permissions) throws IOException {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] attributes =
                posix
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString(permissions))
                        }
                        : new FileAttribute<?>[0];
        Set<OpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (var channel = Files.newByteChannel(folder.resolve(name), options, attributes)) {
            channel.write(StandardCharsets.US_ASCII.encode(line + "\n"));
        }
    }
}
