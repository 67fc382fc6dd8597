// SPDX-License-Identifier: GPL-3.0-or-later
// One Elasticsearch 7 node in this JVM, for tests: Engine FOLDER [SETTING=VALUE]...
// Prints "ready URL" when it answers, and ends on SIGTERM. With the properties
// of tls.Server it speaks HTTPS.

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.http.HttpServerTransport;
import org.elasticsearch.node.InternalSettingsPreparer;
import org.elasticsearch.node.Node;
import org.elasticsearch.transport.Netty4Plugin;

public final class Engine extends Node {

    private Engine(Environment environment) {
        super(environment, List.of(tls.Server.isAskedFor() ? Tls.class : Netty4Plugin.class), true);
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
