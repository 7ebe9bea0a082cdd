package io.millrace.features.function;

import com.google.common.net.InetAddresses;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The network of an IP address, as {@code 192.0.2.0/24} or {@code 2001:db8::/48} (RFC 5952). */
final class IpPrefix {

    private IpPrefix() {}

    /**
     * No name is ever looked up. An IPv4 address that's written as one of IPv6 ({@code
     * ::ffff:192.0.2.1}) is one of IPv4.
     *
     * @return null if it isn't an address
     */
    static @Nullable String of(String text, long fourBits, long sixBits) {
        checkBits(fourBits, 32);
        checkBits(sixBits, 128);
        // A zone such as %eth0 is the name of a device, and means nothing elsewhere.
        if (text.indexOf('%') >= 0 || !InetAddresses.isInetAddress(text)) {
            return null;
        }
        byte[] bytes = InetAddresses.forString(text).getAddress();
        int bits = (int) (bytes.length == 4 ? fourBits : sixBits);
        for (int i = 0; i < bytes.length; i++) {
            int kept = Math.min(8, Math.max(0, bits - 8 * i));
            bytes[i] &= (byte) (0xFF00 >> kept);
        }
        try {
            return InetAddresses.toAddrString(InetAddress.getByAddress(bytes)) + "/" + bits;
        } catch (UnknownHostException e) {
            throw new IllegalStateException(bytes.length + " bytes aren't an address", e);
        }
    }

    private static void checkBits(long bits, int most) {
        if (bits < 0 || bits > most) {
            throw new IllegalArgumentException(bits + " bits: from 0 to " + most + " is possible");
        }
    }
}
