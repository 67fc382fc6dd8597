// SPDX-License-Identifier: GPL-3.0-or-later
// One OpenSearch node in this JVM, for tests: Engine FOLDER [SETTING=VALUE]...
// Prints "ready URL" when it answers, and ends on SIGTERM. With the properties
// of tls.Server it speaks HTTPS.

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.http.HttpServerTransport;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.plugins.Plugin;
import org.opensearch.transport.Netty4Plugin;

public final class Engine extends Node {

    private Engine(Environment environment) {
        super(environment, plugins(), true);
    }

    private static List<Class<? extends Plugin>> plugins() {
        return tls.Server.isAskedFor() ? List.of(Netty4Plugin.class, Tls.class)
            : List.of(Netty4Plugin.class);
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]).toAbsolutePath();
        Settings.Builder settings = Settings.builder()
            .put("path.home", folder)
            .put("cluster.name", "flock-tests")
            .put("node.name", "flock-tests")
            .put("network.host", "127.0.0.1")
            .put("discovery.type", "single-node")
            // A full disk of the machine's is not what is tested.
            .put("cluster.routing.allocation.disk.threshold_enabled", false);
        for (int i = 1; i < arguments.length; i++) {
            String[] setting = arguments[i].split("=", 2);
            settings.put(setting[0], setting[1]);
        }
        if (tls.Server.isAskedFor()) {
            settings.put("http.type", Netty4Plugin.NETTY_SECURE_HTTP_TRANSPORT_NAME);
        }
        Engine node = new Engine(InternalSettingsPreparer.prepareEnvironment(
            settings.build(), Map.of(), folder.resolve("config"), () -> "flock-tests"));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                node.close();
            } catch (Exception e) {
                e.printStackTrace();
            }
        }));
        node.start();
        int port = node.injector().getInstance(HttpServerTransport.class)
            .boundAddress().publishAddress().getPort();
        String scheme = tls.Server.isAskedFor() ? "https" : "http";
        System.out.println("ready " + scheme + "://127.0.0.1:" + port);
        Thread.currentThread().join();
    }
}
