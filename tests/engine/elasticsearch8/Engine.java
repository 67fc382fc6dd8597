// SPDX-License-Identifier: GPL-3.0-or-later
// One Elasticsearch 8 node in this JVM, for tests: Engine FOLDER
// [SETTING=VALUE]... Prints "ready URL" when it answers, and ends on SIGTERM.
// With the properties of tls.Server it speaks HTTPS.

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.elasticsearch.Version;
import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.http.HttpServerTransport;
import org.elasticsearch.node.FlatNode;
import org.elasticsearch.node.InternalSettingsPreparer;

public final class Engine {

    // Version 8 takes its modules from folders of its home alone.
    private static void installFront(Path module) throws Exception {
        Path classes = Path.of(Engine.class.getProtectionDomain().getCodeSource().getLocation().toURI())
            .resolve("front");
        Files.createDirectories(module);
        Files.write(module.resolve("plugin-descriptor.properties"), List.of(
            "name=front", "description=HTTP and GET /", "classname=front.Front", "java.version=17",
            "version=" + Version.CURRENT, "elasticsearch.version=" + Version.CURRENT));
        try (OutputStream out = Files.newOutputStream(module.resolve("front.jar"));
             JarOutputStream jar = new JarOutputStream(out);
             var files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                jar.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                Files.copy(file, jar);
                jar.closeEntry();
            }
        }
    }

    public static void main(String[] arguments) throws Exception {
        LogConfigurator.configureESLogging();
        Path folder = Path.of(arguments[0]).toAbsolutePath();
        installFront(folder.resolve("modules").resolve("front"));
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
        FlatNode node = new FlatNode(InternalSettingsPreparer.prepareEnvironment(
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
