package io.millrace.registry.signing;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/** Keys and signatures of RFC 8032, as the JDK makes them. */
public final class Ed25519 {
    private static final String NAME = "Ed25519";

    private Ed25519() {}

    /** A new pair of keys, of the platform's secure random numbers. */
    public static KeyPair generate() {
        try {
            return KeyPairGenerator.getInstance(NAME).generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    /** In Base64: X.509 of a public key, PKCS #8 of a private one. */
    public static String encode(Key key) {
        return Base64.getEncoder().encodeToString(key.getEncoded());
    }

    /**
     * @throws IllegalArgumentException if the text isn't one
     */
    public static PublicKey publicKey(String text) {
        try {
            return factory().generatePublic(new X509EncodedKeySpec(decode(text)));
        } catch (InvalidKeySpecException e) {
            throw new IllegalArgumentException("it isn't an Ed25519 public key", e);
        }
    }

    /**
     * @throws IllegalArgumentException if the text isn't one; the message doesn't show it
     */
    public static PrivateKey privateKey(String text) {
        try {
            return factory().generatePrivate(new PKCS8EncodedKeySpec(decode(text)));
        } catch (InvalidKeySpecException | IllegalArgumentException e) {
            // Without the cause, which may quote what was read.
            throw new IllegalArgumentException("it isn't an Ed25519 private key");
        }
    }

    /** 64 bytes. */
    public static byte[] sign(PrivateKey key, byte[] content) {
        try {
            Signature signature = Signature.getInstance(NAME);
            signature.initSign(key);
            signature.update(content);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    /** Whether the key's owner has signed exactly this. */
    public static boolean verify(PublicKey key, byte[] content, byte[] signed) {
        try {
            Signature signature = Signature.getInstance(NAME);
            signature.initVerify(key);
            signature.update(content);
            return signature.verify(signed);
        } catch (SignatureException e) {
            return false; // not even of the right form
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    private static byte[] decode(String text) {
        return Base64.getDecoder().decode(text);
    }

    private static KeyFactory factory() {
        try {
            return KeyFactory.getInstance(NAME);
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    private static IllegalStateException missing(GeneralSecurityException cause) {
        return new IllegalStateException("every Java platform since 15 has Ed25519", cause);
    }
}
