using Serilog.Events;

namespace MyIkev2.Agent.Hosting;

/// <summary>Where log lines go. What the engine logs at all is said by <c>/ vrf V ike logging</c>.</summary>
internal sealed class LogOptions
{
    public const string Section = "Log";

    /// <summary>To the console.</summary>
    public bool Console { get; set; } = true;

    /// <summary>To a file, rolled at 64 MiB, five kept; empty for none.</summary>
    public string File { get; set; } = string.Empty;

    /// <summary>To a syslog daemon in RFC 5424 form: <c>unix:/dev/log</c>, <c>udp://192.0.2.5:514</c>; empty for none.</summary>
    public string Syslog { get; set; } = string.Empty;

    /// <summary>Lowest level of all: Verbose, Debug, Information, Warning, Error.</summary>
    public LogEventLevel Level { get; set; } = LogEventLevel.Information;

    /// <summary>Lowest level of the web server's own lines.</summary>
    public LogEventLevel ServerLevel { get; set; } = LogEventLevel.Warning;

    public IEnumerable<string> Validate()
    {
        if (Syslog.Length > 0 && SyslogTarget.TryParse(Syslog) is null)
        {
            yield return $"{Section}:{nameof(Syslog)} is '{Syslog}'; write unix:/dev/log or udp://HOST:PORT";
        }
    }
}
