namespace MyIkev2.Agent.Hosting;

/// <summary>
/// Where settings come from, the later over the earlier: built-in defaults, <c>appsettings.json</c> beside the program, <c>/etc/myikev2/settings.json</c>,
/// the file of <c>--settings</c>, <c>MYIKEV2_</c> variables, the command line.
/// </summary>
internal static class AgentSettings
{
    public const string EnvironmentPrefix = "MYIKEV2_";

    private const string SystemFile = "/etc/myikev2/settings.json";

    /// <summary>Fills <paramref name="configuration"/>. Throws <see cref="FileNotFoundException"/> when a named file is missing.</summary>
    public static void Load(IConfigurationManager configuration, AgentRun run)
    {
        configuration.Sources.Clear();
        configuration
            .AddInMemoryCollection(Defaults(run))
            .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true, reloadOnChange: false);
        if (!run.IsDemonstration)
        {
            // The demonstration must not depend on, or collide with, a service that is set up on this host.
            configuration.AddJsonFile(SystemFile, optional: true, reloadOnChange: false);
        }

        if (run.SettingsFile is { } file)
        {
            configuration.AddJsonFile(file, optional: false, reloadOnChange: false);
        }

        configuration.AddEnvironmentVariables(EnvironmentPrefix).AddInMemoryCollection(run.Settings);
        if (run.KeyLogFile is { } keyLog)
        {
            configuration.AddInMemoryCollection([new("Engine:KeyLogFile", keyLog)]);
        }
    }

    private static Dictionary<string, string?> Defaults(AgentRun run)
    {
        var defaults = new Dictionary<string, string?>();
        if (run.IsDemonstration || !Environment.IsPrivilegedProcess)
        {
            // The system's folders are not ours to write to.
            defaults["Grpc:SocketPath"] = RuntimeDirectory.AgentSocket;
            defaults["Nmsec:SocketPath"] = RuntimeDirectory.NmsecSocket;
        }

        if (run.IsDemonstration)
        {
            defaults["Engine:Listeners:0:Address"] = "127.0.0.1";
            defaults["Engine:Listeners:0:Port"] = "0";
            defaults["Engine:Listeners:0:NatTraversalPort"] = "0";
            defaults["Engine:Listeners:1:Address"] = "::1";
            defaults["Engine:Listeners:1:Port"] = "0";
            defaults["Engine:Listeners:1:NatTraversalPort"] = "0";
            defaults["Engine:Listeners:1:Optional"] = "true";
            defaults["Snmp:Communities:0:Community"] = "public";
            defaults["Log:Console"] = "false";
            defaults["Log:File"] = Path.Combine(RuntimeDirectory.Path, "demo.log");
        }

        return defaults;
    }
}
