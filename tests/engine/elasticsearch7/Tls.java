// SPDX-License-Identifier: GPL-3.0-or-later
// Elasticsearch's HTTP, behind TLS: what serves HTTPS in its own distribution
// is in no Maven repository.

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.SslHandler;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.elasticsearch.common.network.NetworkService;
import org.elasticsearch.common.settings.ClusterSettings;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.common.util.BigArrays;
import org.elasticsearch.common.util.PageCacheRecycler;
import org.elasticsearch.common.util.concurrent.ThreadContext;
import org.elasticsearch.http.HttpPreRequest;
import org.elasticsearch.http.HttpServerTransport;
import org.elasticsearch.http.netty4.Netty4HttpServerTransport;
import org.elasticsearch.indices.breaker.CircuitBreakerService;
import org.elasticsearch.threadpool.ThreadPool;
import org.elasticsearch.transport.Netty4Plugin;
import org.elasticsearch.transport.SharedGroupFactory;
import org.elasticsearch.xcontent.NamedXContentRegistry;

public final class Tls extends Netty4Plugin {

    @Override
    public Map<String, Supplier<HttpServerTransport>> getHttpTransports(
        Settings settings, ThreadPool pool, BigArrays arrays, PageCacheRecycler recycler,
        CircuitBreakerService breaker, NamedXContentRegistry registry, NetworkService network,
        HttpServerTransport.Dispatcher dispatcher, BiConsumer<HttpPreRequest, ThreadContext> perRequest,
        ClusterSettings cluster) {
        return Map.of(NETTY_HTTP_TRANSPORT_NAME, () -> new Netty4HttpServerTransport(
            settings, network, arrays, pool, registry, dispatcher, cluster, new SharedGroupFactory(settings), null) {
            @Override
            public ChannelHandler configureServerChannelHandler() {
                return new HttpChannelHandler(this, handlingSettings, httpValidator) {
                    @Override
                    protected void initChannel(Channel channel) throws Exception {
                        super.initChannel(channel);
                        channel.pipeline().addFirst("ssl", new SslHandler(tls.Server.engine()));
                    }
                };
            }
        });
    }
}
