package io.millrace.scoring;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads numbers and text, and never takes memory for more than the bytes that are there. */
final class BoundedInput {
    private final ByteBuffer bytes;

    BoundedInput(byte[] bytes, int from, int to) {
        this.bytes = ByteBuffer.wrap(bytes, from, to - from);
    }

    int remaining() {
        return bytes.remaining();
    }

    int uint8(String what) throws ArtifactRefusedException {
        need(1, what);
        return Byte.toUnsignedInt(bytes.get());
    }

    int uint16(String what) throws ArtifactRefusedException {
        need(2, what);
        return Short.toUnsignedInt(bytes.getShort());
    }

    int int32(String what) throws ArtifactRefusedException {
        need(4, what);
        return bytes.getInt();
    }

    long int64(String what) throws ArtifactRefusedException {
        need(8, what);
        return bytes.getLong();
    }

    double number(String what) throws ArtifactRefusedException {
        return Double.longBitsToDouble(int64(what));
    }

    boolean flag(String what) throws ArtifactRefusedException {
        int flag = uint8(what);
        if (flag > 1) {
            throw new ArtifactRefusedException(what + " is " + flag + "; 0 or 1 are allowed");
        }
        return flag == 1;
    }

    /** A declared number of things of which each takes at least {@code bytesEach}. */
    int count(long declared, int most, int bytesEach, String what) throws ArtifactRefusedException {
        if (declared < 0 || declared > most) {
            throw new ArtifactRefusedException(
                    "it declares " + declared + " " + what + "; at most " + most + " are allowed");
        }
        if (declared * bytesEach > remaining()) {
            throw new ArtifactRefusedException(
                    "it declares "
                            + declared
                            + " "
                            + what
                            + ", but has only "
                            + remaining()
                            + " bytes left");
        }
        return (int) declared;
    }

    String text(String what) throws ArtifactRefusedException {
        int length = count(uint16(what), Limits.TEXT_BYTES, 1, "bytes of " + what);
        ByteBuffer utf8 = bytes.slice(bytes.position(), length);
        bytes.position(bytes.position() + length);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
        } catch (CharacterCodingException e) {
            throw new ArtifactRefusedException(what + " isn't UTF-8", e);
        }
    }

    private void need(int count, String what) throws ArtifactRefusedException {
        if (remaining() < count) {
            throw new ArtifactRefusedException("it ends before " + what);
        }
    }
}
