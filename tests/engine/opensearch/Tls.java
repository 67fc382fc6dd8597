// SPDX-License-Identifier: GPL-3.0-or-later
// The node's own HTTPS, with a PKCS#12 file for key and certificates, as a
// security plugin would set it up. Only clients with a certificate of the CA in
// that file are taken.

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import org.opensearch.common.settings.Settings;
import org.opensearch.http.HttpServerTransport;
import org.opensearch.plugins.Plugin;
import org.opensearch.plugins.SecureHttpTransportSettingsProvider;
import org.opensearch.plugins.SecureSettingsFactory;
import org.opensearch.plugins.SecureTransportSettingsProvider;
import org.opensearch.plugins.TransportExceptionHandler;

public final class Tls extends Plugin
    implements SecureSettingsFactory, SecureHttpTransportSettingsProvider {

    private final SSLContext context;

    // System properties: the file, and one whose first line is its passphrase.
    public Tls() throws Exception {
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
        context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    }

    @Override
    public Optional<SecureSettingsFactory> getSecureSettingFactory(Settings settings) {
        return Optional.of(this);
    }

    @Override
    public Optional<SecureTransportSettingsProvider> getSecureTransportSettingsProvider(
        Settings settings) {
        return Optional.empty();
    }

    @Override
    public Optional<SecureHttpTransportSettingsProvider> getSecureHttpTransportSettingsProvider(
        Settings settings) {
        return Optional.of(this);
    }

    @Override
    public Optional<TransportExceptionHandler> buildHttpServerExceptionHandler(
        Settings settings, HttpServerTransport transport) {
        return Optional.empty();
    }

    @Override
    public Optional<SSLEngine> buildSecureHttpServerEngine(
        Settings settings, HttpServerTransport transport) {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        engine.setNeedClientAuth(true);
        return Optional.of(engine);
    }
}
