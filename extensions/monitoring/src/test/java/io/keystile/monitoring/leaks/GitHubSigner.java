package io.keystile.monitoring.leaks;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.Map;

/** Signs messages as GitHub does, with a generated key. */
final class GitHubSigner {
    static final String IDENTIFIER = "90a421169f0a";

    private final KeyPair pair;

    private GitHubSigner(KeyPair pair) {
        this.pair = pair;
    }

    static GitHubSigner onCurve(String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve));
            return new GitHubSigner(generator.generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static GitHubSigner onP256() {
        return onCurve("secp256r1");
    }

    PublicKey publicKey() {
        return pair.getPublic();
    }

    GitHubKeys keys() {
        return GitHubKeys.of(Map.of(IDENTIFIER, publicKey()));
    }

    String pem() {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(publicKey().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    String sign(String body) {
        return sign(body.getBytes(StandardCharsets.UTF_8));
    }

    String sign(byte[] body) {
        return sign(body, "SHA256withECDSA");
    }

    String sign(byte[] body, String algorithm) {
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(pair.getPrivate());
            signature.update(body);
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
