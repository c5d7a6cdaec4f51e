using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace MyIkev2.Agent.Hosting;

/// <summary>Serilog as the only logger. A section <c>Serilog</c> of the settings may add sinks and overrides in Serilog's own terms.</summary>
internal static class SerilogSetup
{
    private const string Template = "{Timestamp:yyyy-MM-dd HH:mm:ss.fff} {Level:u3} {SourceContext}: {Message:lj}{NewLine}{Exception}";
    private const long RollAt = 64 * 1024 * 1024;

    public static Logger Create(LogOptions options, IConfiguration configuration)
    {
        var serilog = new LoggerConfiguration()
            .MinimumLevel.Is(options.Level)
            .MinimumLevel.Override("Microsoft", options.ServerLevel)
            .MinimumLevel.Override("System", options.ServerLevel)
            .Filter.ByExcluding(IsStartupFailure);
        if (options.Console)
        {
            serilog.WriteTo.Console(outputTemplate: Template);
        }

        if (options.File.Length > 0)
        {
            serilog.WriteTo.File(options.File, outputTemplate: Template, fileSizeLimitBytes: RollAt, rollOnFileSizeLimit: true, retainedFileCountLimit: 5);
        }

        if (SyslogTarget.TryParse(options.Syslog) is { } target)
        {
            serilog.WriteTo.Sink(new SyslogSink(target, TimeProvider.System));
        }

        if (configuration.GetSection("Serilog").Exists())
        {
            serilog.ReadFrom.Configuration(configuration);
        }

        return serilog.CreateLogger();
    }

    /// <summary>Why the service cannot start is said once, in one line on standard error; the framework would add a page of stack trace.</summary>
    private static bool IsStartupFailure(LogEvent logEvent) =>
        logEvent.Properties.TryGetValue("EventId", out var value)
        && value is StructureValue id
        && id.Properties.Any(static p => p is { Name: "Name", Value: ScalarValue { Value: "HostedServiceStartupFaulted" } });
}
