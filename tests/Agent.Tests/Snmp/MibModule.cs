using System.Text.RegularExpressions;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Mib;
using MyIkev2.Testing.Snmp;

namespace MyIkev2.Agent.Tests.Snmp;

/// <summary>Just enough of an SMIv2 reader to compare mibs/MYIKEV2-MIB.txt with what the agent serves.</summary>
internal sealed partial class MibModule
{
    private readonly Dictionary<string, ObjectIdentifier> _names = new()
    {
        ["netSnmpPlaypen"] = ObjectIdentifier.Parse("1.3.6.1.4.1.8072.9999.9999"),
    };

    internal MibModule(string text)
    {
        foreach (Match match in Assignment().Matches(Comment().Replace(text, string.Empty)))
        {
            var name = match.Groups["name"].Value;
            _names[name] = _names[match.Groups["parent"].Value].Append(uint.Parse(match.Groups["number"].Value));
            if (match.Groups["macro"].Value == "OBJECT-TYPE" && match.Groups["body"].Value.Contains("read-", StringComparison.Ordinal))
            {
                Objects.Add(name, (_names[name], SyntaxOf(match.Groups["body"].Value)));
            }
        }
    }

    /// <summary>Accessible object types by descriptor.</summary>
    internal Dictionary<string, (ObjectIdentifier Name, MibSyntax Syntax)> Objects { get; } = [];

    internal ObjectIdentifier this[string name] => _names[name];

    internal static MibModule Load() => new(File.ReadAllText(BaseMibs.OwnModule));

    private static MibSyntax SyntaxOf(string body)
    {
        var type = Syntax().Match(body).Groups[1].Value;
        return type switch
        {
            "INTEGER" or "Integer32" or "TruthValue" or "InetAddressType" or "Myikev2DownReason" => MibSyntax.Integer32,
            "Gauge32" or "Unsigned32" or "InetPortNumber" => MibSyntax.Gauge32,
            "Counter64" => MibSyntax.Counter64,
            "TimeTicks" or "TimeStamp" => MibSyntax.TimeTicks,
            "SnmpAdminString" or "InetAddress" or "BITS" or "OCTET" or "DateAndTime" => MibSyntax.OctetString,
            _ => throw new InvalidDataException($"Unknown syntax {type}."),
        };
    }

    [GeneratedRegex(@"--[^\n]*")]
    private static partial Regex Comment();

    [GeneratedRegex(
        @"^(?<name>[a-z]\w*)\s+(?<macro>OBJECT-TYPE|OBJECT IDENTIFIER|OBJECT-IDENTITY|MODULE-IDENTITY|OBJECT-GROUP|MODULE-COMPLIANCE)(?<body>[^:]*(?:(?!::=)[\s\S])*?)::=\s*\{\s*(?<parent>\w+)\s+(?<number>\d+)\s*\}",
        RegexOptions.Multiline)]
    private static partial Regex Assignment();

    [GeneratedRegex(@"SYNTAX\s+(\w+)")]
    private static partial Regex Syntax();
}
