using System.Net;
using System.Text;
using Microsoft.Extensions.Options;
using MyIkev2.Agent.Snmp.Cisco;
using MyIkev2.Agent.Snmp.Access;
using MyIkev2.Agent.Snmp.State;
using MyIkev2.SnmpProtocol.Agent;
using MyIkev2.SnmpProtocol.Ber;

namespace MyIkev2.Agent.Snmp;

/// <summary>Says everything that is wrong with the SNMP options at once, without showing a secret.</summary>
public sealed class SnmpOptionsValidator : IValidateOptions<SnmpOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, SnmpOptions options)
    {
        var errors = new List<string>();
        foreach (var listen in options.Listen)
        {
            Check(TryParseEndPoint(listen, out _), $"Listen: '{listen}' is not an address with a port, such as 127.0.0.1:1161.");
        }

        new SnmpAccessValidator(options, errors).Validate();
        Check(
            options.EngineId.Length == 0 || SnmpEngineId.TryParse(options.EngineId, out _),
            $"{nameof(options.EngineId)}: '{options.EngineId}' is not an engine id of 5 to 32 octets in hexadecimal, neither all 00 nor all FF.");
        CheckSize(options.MaximumMessageSize, nameof(options.MaximumMessageSize));
        CheckSize(options.MaximumBulkMessageSize, nameof(options.MaximumBulkMessageSize));
        Check(options.MaximumBulkVarBinds >= 1, $"{nameof(options.MaximumBulkVarBinds)}: at least 1.");
        CheckText(options.SysContact, nameof(options.SysContact));
        CheckText(options.SysName, nameof(options.SysName));
        CheckText(options.SysLocation, nameof(options.SysLocation));
        Check(
            options.BaseOid.Length == 0 || (ObjectIdentifier.TryParse(options.BaseOid, out var root) && root!.Length <= 32),
            $"{nameof(options.BaseOid)}: '{options.BaseOid}' is not an object identifier of at most 32 numbers.");
        foreach (var error in CiscoOptionsValidator.Errors(options.Cisco))
        {
            Check(false, error);
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);

        void Check(bool right, string message)
        {
            if (!right)
            {
                errors.Add($"{SnmpOptions.SectionName}:{message}");
            }
        }

        void CheckSize(int value, string option) => Check(
            value is >= CommandResponderOptions.SmallestMessageSize and <= CommandResponderOptions.LargestMessageSize,
            $"{option}: {value} is not between {CommandResponderOptions.SmallestMessageSize} and {CommandResponderOptions.LargestMessageSize}.");

        void CheckText(string value, string option) =>
            Check(Encoding.UTF8.GetByteCount(value) <= 255, $"{option}: at most 255 octets.");
    }

    /// <summary>Reads an address with a port; the port is not optional.</summary>
    internal static bool TryParseEndPoint(string text, out IPEndPoint endPoint)
    {
        // The framework takes a missing port for 0, and reads 2001:db8::1 as an address whatever its last part means.
        var colon = text.LastIndexOf(':');
        var hasPort = colon > 0 && (text[colon - 1] == ']' || !text.AsSpan(0, colon).Contains(':'));
        if (hasPort && IPEndPoint.TryParse(text, out var parsed))
        {
            endPoint = parsed;
            return true;
        }

        endPoint = new IPEndPoint(IPAddress.None, 0);
        return false;
    }
}
