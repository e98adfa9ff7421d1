package io.keystile.monitoring.leaks;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;

/** Verifies ECDSA signatures on the curve P-256 with SHA-256 (FIPS 186-5), with the Java runtime's implementation. */
final class P256 {
    private P256() {}

    /** Returns whether the key is on P-256. Compares the parameters of the curve, not its name. */
    static boolean isOnCurve(PublicKey key) {
        if (!(key instanceof ECPublicKey ecKey) || ecKey.getParams() == null) {
            return false;
        }
        ECParameterSpec actual = ecKey.getParams();
        ECParameterSpec p256 = parameters();
        return actual.getCurve().equals(p256.getCurve())
                && actual.getGenerator().equals(p256.getGenerator())
                && actual.getOrder().equals(p256.getOrder())
                && actual.getCofactor() == p256.getCofactor();
    }

    /** Returns whether the signature, in DER, is valid for the message. A malformed signature is not. */
    static boolean verify(PublicKey key, byte[] signature, byte[] message) {
        try {
            Signature verifier = Signature.getInstance("SHA256withECDSA");
            verifier.initVerify(key);
            verifier.update(message);
            return verifier.verify(signature);
        } catch (SignatureException | InvalidKeyException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java runtime has no SHA256withECDSA", e);
        }
    }

    private static ECParameterSpec parameters() {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec("secp256r1"));
            return parameters.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java runtime has no curve P-256", e);
        }
    }
}
