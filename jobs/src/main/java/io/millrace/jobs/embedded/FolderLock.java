package io.millrace.jobs.embedded;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps a folder for one process. The operating system gives the lock up when the process ends,
 * however it ends; the file stays, since deleting it could take a lock from somebody else.
 */
public final class FolderLock implements AutoCloseable {
    private static final String FILE = "environment.lock";
    private static final int LONGEST_PID = 20;

    private final FileChannel channel;

    private FolderLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * @throws EnvironmentException if another process has the folder
     */
    public static FolderLock take(Path folder) {
        Path file = folder.resolve(FILE);
        FileChannel channel = open(file);
        try {
            FileLock lock = tryLock(channel);
            if (lock == null) {
                String owner = Files.readString(file).strip();
                throw new EnvironmentException(
                        "another Millrace%s is using %s; stop it, or start in another folder"
                                .formatted(
                                        owner.isEmpty() ? "" : " (process " + owner + ")",
                                        folder.toAbsolutePath()));
            }
            channel.truncate(0);
            String pid = Long.toString(ProcessHandle.current().pid());
            channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.UTF_8)), 0);
            return new FolderLock(channel);
        } catch (IOException e) {
            close(channel);
            throw new EnvironmentException(
                    "the folder %s can't be locked (%s); start in a folder on a local disk"
                            .formatted(folder.toAbsolutePath(), e.getMessage()),
                    e);
        } catch (EnvironmentException e) {
            close(channel);
            throw e;
        }
    }

    private static FileChannel open(Path file) {
        try {
            return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new EnvironmentException(
                    file.toAbsolutePath() + " can't be written: " + e.getMessage(), e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            // Beyond the content, which can then be read where locks are mandatory.
            return channel.tryLock(LONGEST_PID, 1, false);
        } catch (OverlappingFileLockException e) {
            return null; // this process has it
        }
    }

    private static void close(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // The lock is gone with the process at the latest.
        }
    }

    @Override
    public void close() {
        close(channel);
    }
}
