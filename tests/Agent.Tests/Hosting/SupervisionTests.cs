using System.Net.Sockets;
using System.Text;
using MyIkev2.Agent.Hosting;
using Serilog;
using Serilog.Events;
using Serilog.Parsing;
using Xunit;

namespace MyIkev2.Agent.Tests.Hosting;

public sealed class SupervisionTests
{
    private static readonly DateTimeOffset Moment = new(2026, 3, 1, 12, 0, 0, 123, TimeSpan.FromHours(1));

    [Theory]
    [InlineData("MyIkev2.Engine.Ike", LogEventLevel.Information, "<29>1 2026-03-01T11:00:00.123000Z host myikev2 7 Ike - hello")]
    [InlineData("MyIkev2.Authpriv.Child", LogEventLevel.Information, "<85>1 2026-03-01T11:00:00.123000Z host myikev2 7 Child - hello")]
    [InlineData("MyIkev2.Engine.Daemon", LogEventLevel.Error, "<27>1 2026-03-01T11:00:00.123000Z host myikev2 7 Daemon - hello")]
    public void Format_Facility_ComesFromTheLogger(string source, LogEventLevel level, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(SyslogSink.Format(Event(source, level, "hello"), "host", 7)));

    [Fact]
    public void Format_TextOfAPeer_StaysOneLineAndBounded()
    {
        var octets = SyslogSink.Format(Event("MyIkev2.Engine.Ike", LogEventLevel.Information, "a\nb" + new string('x', 5000)), "host", 7);

        Assert.Equal(2048, octets.Length);
        Assert.DoesNotContain((byte)'\n', octets);
    }

    [Theory]
    [InlineData("unix:/dev/log", "unix:/dev/log")]
    [InlineData("udp://192.0.2.1:5514", "udp://192.0.2.1:5514")]
    [InlineData("udp://logs.example", "udp://logs.example:514")]
    public void Target_KnownForms_AreRead(string text, string expected) => Assert.Equal(expected, SyslogTarget.TryParse(text)!.ToString());

    [Theory]
    [InlineData("unix:")]
    [InlineData("tcp://192.0.2.1:514")]
    [InlineData("/dev/log")]
    public void Target_OtherForms_AreRefused(string text) => Assert.Null(SyslogTarget.TryParse(text));

    [Fact]
    public void Emit_DaemonThere_GetsTheLine()
    {
        using var daemon = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 30_000 };
        daemon.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        using (var log = new LoggerConfiguration().WriteTo.Sink(new SyslogSink(SyslogTarget.TryParse($"udp://{daemon.LocalEndPoint}")!, TimeProvider.System)).CreateLogger())
        {
            log.Information("the {What}", "line");
        }

        var buffer = new byte[2048];
        var text = Encoding.UTF8.GetString(buffer, 0, daemon.Receive(buffer));
        Assert.StartsWith("<29>1 ", text, StringComparison.Ordinal);
        Assert.EndsWith("the \"line\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Emit_NoDaemon_LosesTheLineQuietly()
    {
        using var sink = new SyslogSink(SyslogTarget.TryParse("unix:/nonexistent/log")!, TimeProvider.System);

        sink.Emit(Event("x", LogEventLevel.Information, "lost"));
        sink.Emit(Event("x", LogEventLevel.Information, "lost too"));
    }

    [Fact]
    public void ServiceNotification_Supervisor_HearsTheState()
    {
        var folder = Directory.CreateTempSubdirectory("notify");
        try
        {
            var path = Path.Combine(folder.FullName, "notify");
            using var supervisor = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 30_000 };
            supervisor.Bind(new UnixDomainSocketEndPoint(path));

            Assert.True(ServiceNotification.Send(path, "READY=1"));

            var buffer = new byte[100];
            Assert.Equal("READY=1", Encoding.ASCII.GetString(buffer, 0, supervisor.Receive(buffer)));
            Assert.False(ServiceNotification.Send(path + "-gone", "READY=1"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static LogEvent Event(string source, LogEventLevel level, string text) => new(
        Moment, level, null, new MessageTemplate(text, [new TextToken(text)]), [new LogEventProperty("SourceContext", new ScalarValue(source))]);
}
