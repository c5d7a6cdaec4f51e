using System.Globalization;
using System.Text;
using Google.Protobuf;
using MyIkev2.Agent.Grpc.V1;

namespace MyIkev2.Agent.Cli.Display;

/// <summary><c>show sessions</c>: a line each; with <c>--json</c> a JSON object in each line.</summary>
internal static class SessionText
{
    private static readonly JsonFormatter Formatter = new(new JsonFormatter.Settings(formatDefaultValues: true).WithPreserveProtoFieldNames(true));

    /// <summary>The states' words.</summary>
    public static IReadOnlyList<string> States { get; } = ["established", "closing-1", "closing-2", "closed"];

    /// <summary>The state of a word that is one of <see cref="States"/>.</summary>
    public static SessionState StateOf(string word) => (SessionState)(States.ToList().IndexOf(word) + 1);

    public static string Line(FlowSession session)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{session.SessionId}: {Protocol(session.Protocol)} {End(session.Source)} -> {End(session.Destination)}, ");
        text.Append(CultureInfo.InvariantCulture, $"{Interface(session.InInterface)} to {Interface(session.OutInterface)}, {session.Action.ToString().ToLowerInvariant()}");
        if (session.NextHop.Length > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $" to {session.NextHop}");
        }

        text.Append(CultureInfo.InvariantCulture, $", {(session.State is > 0 and <= SessionState.Closed ? States[(int)session.State - 1] : "?")}");
        if (session.CloseCode > SessionCloseCode.NotClosed)
        {
            text.Append(CultureInfo.InvariantCulture, $" ({session.CloseCode.ToString().ToUpperInvariant()})");
        }

        return text
            .Append(CultureInfo.InvariantCulture, $", in {session.InPackets} packets {session.InOctets} octets, out {session.OutPackets} packets {session.OutOctets} octets")
            .Append(CultureInfo.InvariantCulture, $", since {session.StartedAt.ToDateTimeOffset():yyyy-MM-dd HH:mm:ss'Z'}\n").ToString();
    }

    public static string Json(FlowSession session) => Formatter.Format(session) + "\n";

    /// <param name="shown">How many were shown.</param>
    /// <param name="next">The first that was not; 0 = none.</param>
    public static string Foot(ulong shown, ulong next) =>
        string.Create(CultureInfo.InvariantCulture, $"{shown} session{(shown == 1 ? "" : "s")}{(next == 0 ? "" : $", more from {next} on")}\n");

    private static string Protocol(uint number) => number switch
    {
        6 => "tcp",
        17 => "udp",
        _ => string.Create(CultureInfo.InvariantCulture, $"protocol {number}"),
    };

    private static string End(Grpc.V1.Endpoint endpoint) => string.Create(CultureInfo.InvariantCulture, $"{(endpoint.Address.Contains(':') ? $"[{endpoint.Address}]" : endpoint.Address)}:{endpoint.Port}");

    private static string Interface(int number) => number switch
    {
        0 => "any",
        1 => "inside",
        2 => "outside",
        _ => string.Create(CultureInfo.InvariantCulture, $"tunnel {number - 1000}"),
    };
}
