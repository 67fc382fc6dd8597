// SPDX-License-Identifier: GPL-3.0-or-later
// TLS as a security plugin would set it up: key and certificates from a PKCS#12
// file, and only clients with a certificate of the CA in that file are taken.
// System properties: tls.store, the file, and tls.passphrase, one whose first
// line is its passphrase.

package tls;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;

public final class Server {

    private static SSLContext context;

    private Server() {}

    public static boolean isAskedFor() {
        return System.getProperty("tls.store") != null;
    }

    // Of one connection.
    public static synchronized SSLEngine engine() {
        try {
            if (context == null) context = load();
        } catch (Exception e) {
            throw new IllegalStateException("cannot set up TLS", e);
        }
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        engine.setNeedClientAuth(true);
        return engine;
    }

    private static SSLContext load() throws Exception {
        Path passphraseFile = Path.of(System.getProperty("tls.passphrase"));
        char[] passphrase = Files.readAllLines(passphraseFile).get(0).toCharArray();
        KeyStore own = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(Path.of(System.getProperty("tls.store")))) {
            own.load(in, passphrase);
        }
        Certificate[] chain = own.getCertificateChain(own.aliases().nextElement());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("ca", chain[chain.length - 1]);
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(own, passphrase);
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        SSLContext made = SSLContext.getInstance("TLS");
        made.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return made;
    }
}
