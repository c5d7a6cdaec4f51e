using MyIkev2.Engine.Crypto;

namespace MyIkev2.Engine.Certificates;

/// <summary>What revocation means for a valid chain: first by what this host knows, then by the answers to what it does not.</summary>
internal static class RevocationCheck
{
    /// <summary>Judges by the lists on this host: a problem, or what is still to be asked.</summary>
    public static (string? Problem, IReadOnlyList<RevocationQuestion> Open) ByLists(
        IReadOnlyList<Certificate> chain, TrustStore trust, RevocationRule rule, ICryptoProvider crypto, long now)
    {
        var open = new List<RevocationQuestion>();
        for (var i = 0; rule != RevocationRule.Off && i + 1 < chain.Count; i++)
        {
            var status = RevocationStatus.Unknown;
            foreach (var list in trust.RevocationLists)
            {
                status = list.Judge(chain[i], chain[i + 1], crypto, now);
                if (status != RevocationStatus.Unknown)
                {
                    break;
                }
            }

            if (status == RevocationStatus.Revoked)
            {
                return ($"certificate '{chain[i]}' is revoked", []);
            }

            if (status == RevocationStatus.Unknown)
            {
                open.Add(new RevocationQuestion(chain[i], chain[i + 1]));
            }
        }

        return (null, open);
    }

    /// <summary>True when somebody can be asked.</summary>
    public static bool HasSomebodyToAsk(IReadOnlyList<RevocationQuestion> open) => open.Any(static question => question.HasUrl);

    /// <summary>What keeps the peer out after all answers are in; null when nothing does.</summary>
    /// <param name="open">What was asked.</param>
    /// <param name="answers">One answer a question; null when nobody was asked.</param>
    /// <param name="rule">How much it matters.</param>
    public static string? ProblemOf(IReadOnlyList<RevocationQuestion> open, IReadOnlyList<RevocationStatus>? answers, RevocationRule rule)
    {
        for (var i = 0; i < open.Count; i++)
        {
            var status = answers is not null && i < answers.Count ? answers[i] : RevocationStatus.Unknown;
            switch (status)
            {
                case RevocationStatus.Revoked:
                    return $"certificate '{open[i].Certificate}' is revoked";
                case RevocationStatus.Unknown when rule == RevocationRule.Strict || (rule == RevocationRule.IfUri && open[i].HasUrl):
                    return $"certificate '{open[i].Certificate}' may be revoked: nobody could say";
            }
        }

        return null;
    }
}
