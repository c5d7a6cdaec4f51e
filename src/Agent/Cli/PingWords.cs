using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using MyIkev2.Agent.Grpc.V1;

namespace MyIkev2.Agent.Cli;

/// <summary>The words behind <c>cmd ping start</c>: keywords with their values, in any order.</summary>
internal static class PingWords
{
    /// <summary>For the help.</summary>
    public const string Usage =
        "[child NAME]... [interval 1s] [size 64] [count N] [timeout 2s] [setup-interval TIME] [source ADDRESS] [destination ADDRESS] [max-loss 10] [answer-echo]";

    private static readonly (string Unit, double Milliseconds)[] Units =
        [("ms", 1), ("sec", 1_000), ("s", 1_000), ("min", 60_000), ("m", 60_000), ("h", 3_600_000)];

    /// <summary>Fills the request; false with what is wrong. What a value may be the agent says.</summary>
    public static bool TryRead(IReadOnlyList<string> words, StartPings request, out string mistake)
    {
        for (var i = 0; i < words.Count; i++)
        {
            var keyword = words[i];
            if (keyword == "answer-echo")
            {
                request.AnswerEcho = true;
                continue;
            }

            if (i + 1 == words.Count)
            {
                mistake = IsKeyword(keyword) ? $"'{keyword}' needs a value" : Unknown(keyword);
                return false;
            }

            if (!IsKeyword(keyword))
            {
                mistake = Unknown(keyword);
                return false;
            }

            if (!TrySet(request, keyword, words[++i]))
            {
                mistake = $"'{words[i]}' is no value of '{keyword}'";
                return false;
            }
        }

        mistake = string.Empty;
        return true;
    }

    /// <summary>A number with ms, s, min or h; without a unit seconds.</summary>
    public static bool TryDuration(string text, out TimeSpan span)
    {
        span = default;
        var (number, factor) = (text, 1_000.0);
        foreach (var (unit, milliseconds) in Units)
        {
            if (text.EndsWith(unit, StringComparison.Ordinal))
            {
                (number, factor) = (text[..^unit.Length], milliseconds);
                break;
            }
        }

        if (!double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) || value * factor > 1e12)
        {
            return false;
        }

        span = TimeSpan.FromMilliseconds(value * factor);
        return true;
    }

    private static bool IsKeyword(string word) =>
        word is "child" or "interval" or "size" or "count" or "timeout" or "setup-interval" or "source" or "destination" or "max-loss";

    private static string Unknown(string word) => $"'{word}' is not known here; there is {Usage}";

    private static bool TrySet(StartPings request, string keyword, string value)
    {
        switch (keyword)
        {
            case "child":
                request.SecurityPolicies.Add(value);
                return true;
            case "interval" when TryDuration(value, out var span):
                request.Interval = Duration.FromTimeSpan(span);
                return true;
            case "timeout" when TryDuration(value, out var span):
                request.Timeout = Duration.FromTimeSpan(span);
                return true;
            case "setup-interval" when TryDuration(value, out var span):
                request.SetupInterval = Duration.FromTimeSpan(span);
                return true;
            case "size" when uint.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var size):
                request.PayloadLength = size;
                return true;
            case "count" when uint.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count):
                request.Count = count;
                return true;
            case "max-loss" when double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent):
                request.MaximumLossPercent = percent;
                return true;
            case "source":
                request.Source = value;
                return true;
            case "destination":
                request.Destination = value;
                return true;
            default:
                return false;
        }
    }
}
