/**
 * Security providers: digests, MACs, ciphers, signatures, key agreement, key stores, secure random, encodings.
 */
import java.math.BigInteger;
import java.security.*;
import java.security.spec.*;
import java.util.*;
import javax.crypto.*;
import javax.crypto.spec.*;

public class Security {
    static String hex(byte[] b) {
        return HexFormat.of().formatHex(b);
    }

    public static void main(String[] args) throws Exception {
        byte[] data = "The quick brown fox".getBytes("UTF-8");
        for (String name : new String[] {"MD5", "SHA-1", "SHA-224", "SHA-256", "SHA-384", "SHA-512", "SHA3-256",
                "SHA-512/256"}) {
            MessageDigest d = MessageDigest.getInstance(name);
            d.update(data, 0, 5);
            System.out.println(name + " " + hex(d.digest(Arrays.copyOfRange(data, 5, data.length))) + " "
                    + d.getDigestLength());
        }
        byte[] large = new byte[20000];
        Arrays.setAll(new int[large.length], i -> large[i] = (byte) (i * 31));
        System.out.println(hex(MessageDigest.getInstance("SHA-256").digest(large)));
        SecretKeySpec key = new SecretKeySpec(Arrays.copyOf(data, 16), "AES");
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(key);
        System.out.println(hex(mac.doFinal(data)));
        Cipher ecb = Cipher.getInstance("AES/ECB/PKCS5Padding");
        ecb.init(Cipher.ENCRYPT_MODE, key);
        byte[] sealed = ecb.doFinal(data);
        ecb.init(Cipher.DECRYPT_MODE, key);
        System.out.println(hex(sealed) + " " + new String(ecb.doFinal(sealed)));
        Cipher gcm = Cipher.getInstance("AES/GCM/NoPadding");
        gcm.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(128, new byte[12]));
        gcm.updateAAD("aad".getBytes());
        byte[] authenticated = gcm.doFinal(large);
        System.out.println(hex(MessageDigest.getInstance("SHA-1").digest(authenticated)));
        authenticated[3] ^= 1;
        gcm.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(128, new byte[12]));
        gcm.updateAAD("aad".getBytes());
        try {
            gcm.doFinal(authenticated);
        } catch (AEADBadTagException e) {
            System.out.println(e.getMessage());
        }
        Cipher chacha = Cipher.getInstance("ChaCha20-Poly1305");
        chacha.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(new byte[32], "ChaCha20"),
                new IvParameterSpec(new byte[12]));
        System.out.println(hex(chacha.doFinal(data)));
        SecretKeyFactory pbkdf = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256");
        System.out.println(hex(pbkdf.generateSecret(new PBEKeySpec("password".toCharArray(), "salt".getBytes(), 10,
                128)).getEncoded()));
        KeyFactory rsa = KeyFactory.getInstance("RSA");
        BigInteger p = new BigInteger("f7e75fdc469067ffdc4e847c51f452df", 16).nextProbablePrime(),
                q = new BigInteger("e85ced54af57e53e092113e62f436f4f", 16).nextProbablePrime();
        BigInteger n = p.multiply(q), e = BigInteger.valueOf(65537),
                d = e.modInverse(p.subtract(BigInteger.ONE).multiply(q.subtract(BigInteger.ONE)));
        System.out.println(new BigInteger("123456789").modPow(e, n).modPow(d, n));
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair(), other = generator.generateKeyPair();
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(pair.getPrivate());
        signature.update(data);
        byte[] signed = signature.sign();
        signature.initVerify(pair.getPublic());
        signature.update(data);
        System.out.print(signature.verify(signed) + " ");
        signature.initVerify(other.getPublic());
        signature.update(data);
        System.out.println(signature.verify(signed));
        KeyAgreement mine = KeyAgreement.getInstance("ECDH"), theirs = KeyAgreement.getInstance("ECDH");
        mine.init(pair.getPrivate());
        mine.doPhase(other.getPublic(), true);
        theirs.init(other.getPrivate());
        theirs.doPhase(pair.getPublic(), true);
        System.out.println(Arrays.equals(mine.generateSecret(), theirs.generateSecret()));
        SecureRandom random = new SecureRandom();
        SecureRandom seeded = SecureRandom.getInstance("SHA1PRNG");
        seeded.setSeed(42);
        System.out.println((random.nextLong() != random.nextLong()) + " " + seeded.nextInt() + " "
                + random.generateSeed(4).length);
        System.setProperty("keystore.pkcs12.keyPbeIterationCount", "50");
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setEntry("alias", new KeyStore.SecretKeyEntry(key),
                new KeyStore.PasswordProtection("changeit".toCharArray()));
        System.out.println(store.size() + " " + Arrays.equals(store.getKey("alias", "changeit".toCharArray())
                .getEncoded(), key.getEncoded()));
        System.out.println(Base64.getEncoder().encodeToString(data) + " " + Base64.getUrlEncoder().withoutPadding()
                .encodeToString(new byte[] {-1, -2, -3, -4}) + " "
                + new String(Base64.getMimeDecoder().decode("VGhl\r\nIHF1aWNr")) + " " + HexFormat.ofDelimiter(":")
                .formatHex(new byte[] {1, -1}));
        for (String bad : new String[] {"NoSuchDigest", "SHA-256"}) {
            try {
                System.out.println(MessageDigest.getInstance(bad).getProvider().getName());
            } catch (NoSuchAlgorithmException x) {
                System.out.println(x.getMessage());
            }
        }
        try {
            Base64.getDecoder().decode("a*b=");
        } catch (IllegalArgumentException x) {
            System.out.println(x.getMessage());
        }
        System.out.println(java.security.Security.getProvider("SUN") != null
                && java.security.Security.getAlgorithms("Signature").contains("SHA256WITHRSA"));
    }
}
