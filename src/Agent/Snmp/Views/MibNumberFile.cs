using System.Globalization;
using System.Text;

namespace MyIkev2.Agent.Snmp.Views;

/// <summary>
/// The text in which numbers are kept, one line each:
/// <code>
/// myikev2-snmp-indexes 1
/// vpn 1 main headquarters
/// vpn 2 main old-branch gone 2026-03-01T12:00:00Z
/// child 1 1 trunk
/// end 3
/// </code>
/// In a name, white space, control characters and the percent sign stand as %XX. The last line counts those between, so
/// that a file that was cut is found out.
/// </summary>
internal static class MibNumberFile
{
    /// <summary>What a file of ours does not reach with hundreds of thousands of names.</summary>
    internal const int MaximumOctets = 64 * 1024 * 1024;

    private const string Header = "myikev2-snmp-indexes 1";
    private const string GoneFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";
    private const string EmptyName = "%";

    internal static byte[] Write(NumberSpace<(string Vrf, string Vpn)> vpns, NumberSpace<(uint Vpn, string Child)> children)
    {
        var text = new StringBuilder(Header).Append('\n');
        foreach (var ((vrf, vpn), number, gone) in vpns.Enumerate())
        {
            text.Append(CultureInfo.InvariantCulture, $"vpn {number} {Escape(vrf)} {Escape(vpn)}");
            AppendEnd(text, gone);
        }

        foreach (var ((vpn, child), number, gone) in children.Enumerate())
        {
            text.Append(CultureInfo.InvariantCulture, $"child {number} {vpn} {Escape(child)}");
            AppendEnd(text, gone);
        }

        text.Append(CultureInfo.InvariantCulture, $"end {vpns.Count + children.Count}\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>Takes in every line that makes sense. Null if all did, else what is wrong.</summary>
    internal static string? Read(
        ReadOnlySpan<byte> content, NumberSpace<(string Vrf, string Vpn)> vpns, NumberSpace<(uint Vpn, string Child)> children)
    {
        var lines = Encoding.UTF8.GetString(content).Split('\n');
        if (lines[0] != Header)
        {
            return "it does not begin as a file of this version does";
        }

        string? damage = null;
        var ended = false;

        // What follows the last line end was cut, and could pass for another name.
        for (var i = 1; i < lines.Length - 1 && !ended; i++)
        {
            var words = lines[i].Split(' ');
            ended = words is ["end", _] && words[1] == (vpns.Count + children.Count).ToString(CultureInfo.InvariantCulture);
            if (!ended && !TryRead(words, vpns, children))
            {
                damage ??= $"line {i + 1} makes no sense";
            }
        }

        return ended ? damage : damage ?? "it ends too early";
    }

    private static bool TryRead(
        string[] words, NumberSpace<(string Vrf, string Vpn)> vpns, NumberSpace<(uint Vpn, string Child)> children)
    {
        if (words is not (["vpn" or "child", _, _, _] or ["vpn" or "child", _, _, _, "gone", _])
            || !TryReadNumber(words[1], out var number)
            || !TryReadGone(words, out var gone)
            || Unescape(words[3]) is not { } name)
        {
            return false;
        }

        if (words[0] == "vpn")
        {
            return Unescape(words[2]) is { } vrf && vpns.TryAdd((vrf, name), number, gone);
        }

        return TryReadNumber(words[2], out var vpn) && vpns.HasNumber(vpn) && children.TryAdd((vpn, name), number, gone);
    }

    private static bool TryReadNumber(string word, out uint number) =>
        uint.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number is > 0 and < MibNumbers.FirstDynamic;

    private static bool TryReadGone(string[] words, out DateTimeOffset? gone)
    {
        gone = null;
        if (words.Length < 6)
        {
            return true;
        }

        var isTime = DateTimeOffset.TryParseExact(
            words[5], GoneFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time);
        gone = time;
        return isTime;
    }

    private static void AppendEnd(StringBuilder text, DateTimeOffset? gone)
    {
        if (gone is { } time)
        {
            text.Append(" gone ").Append(time.UtcDateTime.ToString(GoneFormat, CultureInfo.InvariantCulture));
        }

        text.Append('\n');
    }

    private static string Escape(string name)
    {
        if (name.Length == 0)
        {
            return EmptyName;
        }

        if (!name.Any(MustEscape))
        {
            return name;
        }

        var text = new StringBuilder();
        foreach (var character in name)
        {
            _ = MustEscape(character)
                ? text.Append(CultureInfo.InvariantCulture, $"%{(int)character:X2}")
                : text.Append(character);
        }

        return text.ToString();
    }

    /// <summary>What would end a word or a line here. White space beyond ASCII does neither.</summary>
    private static bool MustEscape(char character) => character is <= ' ' or '%' or '\x7F';

    private static string? Unescape(string word)
    {
        if (word.Length == 0)
        {
            return null;
        }

        if (word == EmptyName)
        {
            return string.Empty;
        }

        if (!word.Contains('%', StringComparison.Ordinal))
        {
            return word;
        }

        var text = new StringBuilder();
        for (var i = 0; i < word.Length; i++)
        {
            if (word[i] != '%')
            {
                text.Append(word[i]);
            }
            else if (i + 2 < word.Length && byte.TryParse(word.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var octet) && octet < 0x80)
            {
                text.Append((char)octet);
                i += 2;
            }
            else
            {
                return null;
            }
        }

        return text.ToString();
    }
}
