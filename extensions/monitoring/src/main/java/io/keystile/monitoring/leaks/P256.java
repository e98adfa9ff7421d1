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

/** ECDSA on the curve P-256 with SHA-256 (FIPS 186-5), as the Java runtime has it. */
final class P256 {
    private P256() {}

    /** Tells whether {@code key} is on the curve that is wanted; its parameters count, not its name. */
    static boolean isKey(PublicKey key) {
        if (!(key instanceof ECPublicKey ecKey) || ecKey.getParams() == null) {
            return false;
        }
        ECParameterSpec actual = ecKey.getParams();
        ECParameterSpec wanted = parameters();
        return actual.getCurve().equals(wanted.getCurve())
                && actual.getGenerator().equals(wanted.getGenerator())
                && actual.getOrder().equals(wanted.getOrder())
                && actual.getCofactor() == wanted.getCofactor();
    }

    /** Tells whether {@code signature}, in DER, is the key's for these bytes; a damaged one is not. */
    static boolean verifies(PublicKey key, byte[] signature, byte[] signed) {
        try {
            Signature verifier = Signature.getInstance("SHA256withECDSA");
            verifier.initVerify(key);
            verifier.update(signed);
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
