// SPDX-License-Identifier: GPL-3.0-or-later
// A node whose jars lie on the class path: it has no module exports to hand
// out. In this package to reach what Elasticsearch keeps to it.

package org.elasticsearch.node;

import java.util.List;
import java.util.Map;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.jdk.ModuleQualifiedExportsService;
import org.elasticsearch.plugins.PluginsService;

public final class FlatNode extends Node {

    public FlatNode(Environment environment) {
        super(NodeConstruction.prepareConstruction(environment, new NodeServiceProvider() {
            @Override
            PluginsService newPluginService(Environment of, Settings settings) {
                return new PluginsService(settings, of.configFile(), of.modulesFile(), of.pluginsFile()) {
                    @Override
                    protected void addServerExportsService(
                        Map<String, List<ModuleQualifiedExportsService>> exports) {}
                };
            }
        }, true));
    }
}
