using System.Globalization;
using System.Net.Sockets;
using System.Text;
using MyIkev2.Engine.Runtime.Diagnostics;
using Serilog.Core;
using Serilog.Debugging;
using Serilog.Events;

namespace MyIkev2.Agent.Hosting;

/// <summary>
/// Sends log lines to a syslog daemon (RFC 5424 over a datagram socket). Lines of the engine's authpriv loggers go to the facility authpriv,
/// all others to daemon. A daemon that is away loses lines, never holds the service up.
/// </summary>
internal sealed class SyslogSink(SyslogTarget target, TimeProvider time) : ILogEventSink, IDisposable
{
    private const int DaemonFacility = 3;
    private const int AuthprivFacility = 10;

    // RFC 5424 section 6.1: every receiver takes 480 octets, and most 2048.
    private const int MaximumLength = 2048;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly string _host = Printable(Environment.MachineName, 255);
    private Socket? _socket;
    private DateTimeOffset _retryAt;

    public void Emit(LogEvent logEvent)
    {
        var octets = Format(logEvent, _host, Environment.ProcessId);
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (_socket is null && now < _retryAt)
            {
                return;
            }

            try
            {
                _socket ??= target.Connect();
                _socket.Send(octets);
            }
            catch (SocketException e)
            {
                SelfLog.WriteLine("syslog {0}: {1}", target, e.Message);
                _socket?.Dispose();
                _socket = null;
                _retryAt = now + RetryAfter;
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _socket?.Dispose();
            _socket = null;
            _retryAt = DateTimeOffset.MaxValue;
        }
    }

    /// <summary><c>PRI VERSION TIMESTAMP HOST APP PROCID MSGID SD MSG</c></summary>
    internal static byte[] Format(LogEvent logEvent, string host, int process)
    {
        var source = Text(logEvent, Constants.SourceContextPropertyName);
        var facility = source.StartsWith(EngineEventLog.AuthprivCategory, StringComparison.Ordinal) ? AuthprivFacility : DaemonFacility;
        var priority = (facility * 8) + Severity(logEvent.Level);
        var timestamp = logEvent.Timestamp.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
        var subsystem = source[(source.LastIndexOf('.') + 1)..];
        var line = $"<{priority}>1 {timestamp} {host} myikev2 {process} {Printable(subsystem.Length > 0 ? subsystem : "-", 32)} - {logEvent.RenderMessage(CultureInfo.InvariantCulture)}";
        if (logEvent.Exception is { } exception)
        {
            line += " " + exception;
        }

        var octets = Encoding.UTF8.GetBytes(line.ReplaceLineEndings(" "));
        return octets.Length <= MaximumLength ? octets : octets[..MaximumLength];
    }

    /// <summary>Ordinary lines are notices, as in the original service.</summary>
    private static int Severity(LogEventLevel level) => level switch
    {
        LogEventLevel.Fatal => 2,
        LogEventLevel.Error => 3,
        LogEventLevel.Warning => 4,
        LogEventLevel.Information => 5,
        _ => 7,
    };

    private static string Text(LogEvent logEvent, string property) =>
        logEvent.Properties.TryGetValue(property, out var value) && value is ScalarValue { Value: string text } ? text : string.Empty;

    private static string Printable(string text, int maximum)
    {
        var kept = new string([.. text.Where(static c => c is > ' ' and <= '~').Take(maximum)]);
        return kept.Length > 0 ? kept : "-";
    }
}
