// SPDX-License-Identifier: GPL-3.0-or-later
// The node's own HTTPS, by the interface of its security plugin.

import java.util.Optional;
import javax.net.ssl.SSLEngine;
import org.opensearch.common.settings.Settings;
import org.opensearch.http.HttpServerTransport;
import org.opensearch.plugins.Plugin;
import org.opensearch.plugins.SecureHttpTransportSettingsProvider;
import org.opensearch.plugins.SecureSettingsFactory;
import org.opensearch.plugins.SecureTransportSettingsProvider;
import org.opensearch.plugins.TransportExceptionHandler;

public final class Tls extends Plugin
    implements SecureSettingsFactory, SecureHttpTransportSettingsProvider {

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
        return Optional.of(tls.Server.engine());
    }
}
