using System.Collections.Immutable;
using static MyIkev2.Engine.Wire.ExchangeType;
using static MyIkev2.Engine.Wire.PayloadType;

namespace MyIkev2.Engine.Wire;

/// <summary>
/// The table of legal messages (RFC 7296 sections 1.2 to 1.5 and appendix C): exchange and direction to the
/// payload counts of each shape such a message may have. Checked before an exchange sees a message, so
/// exchanges find what their shape promises.
/// </summary>
public static class MessageRules
{
    private const bool Request = false;
    private const bool Response = true;
    private const bool Clear = false;
    private const bool Sealed = true;
    private const int Many = PayloadCount.Unbounded;

    /// <summary>Every shape of every message.</summary>
    public static ImmutableArray<MessageRule> Rows { get; } =
    [
        // HDR, SAi1, KEi, Ni  -->  <--  HDR, SAr1, KEr, Nr, [CERTREQ]; or COOKIE, INVALID_KE_PAYLOAD, ... alone
        new("IKE_SA_INIT request", IkeSaInit, Request, Clear,
            new(SecurityAssociation, 1, 1), new(KeyExchange, 1, 1), new(Nonce, 1, 1), new(CertificateRequest, 0, Many)),
        new("IKE_SA_INIT response", IkeSaInit, Response, Clear,
            new(SecurityAssociation, 1, 1), new(KeyExchange, 1, 1), new(Nonce, 1, 1), new(CertificateRequest, 0, Many)),
        new("IKE_SA_INIT refusal", IkeSaInit, Response, Clear,
            new PayloadCount(Notify, 1, Many)),

        // HDR, SK {IDi, [CERT,] [CERTREQ,] [IDr,] [AUTH,] [CP,] SAi2, TSi, TSr}; no AUTH asks for EAP (section 2.16)
        new("IKE_AUTH request", IkeAuth, Request, Sealed,
            new(IdentificationInitiator, 1, 1), new(IdentificationResponder, 0, 1), new(Certificate, 0, Many),
            new(CertificateRequest, 0, Many), new(Authentication, 0, 1), new(Configuration, 0, 1),
            new(SecurityAssociation, 1, 1), new(TrafficSelectorInitiator, 1, 1), new(TrafficSelectorResponder, 1, 1)),

        // Childless (RFC 6023 section 3), or a further authentication (RFC 4739 section 3.1)
        new("IKE_AUTH request without child", IkeAuth, Request, Sealed,
            new(IdentificationInitiator, 1, 1), new(IdentificationResponder, 0, 1), new(Certificate, 0, Many),
            new(CertificateRequest, 0, Many), new(Authentication, 0, 1), new(Configuration, 0, 1)),
        new("IKE_AUTH EAP request", IkeAuth, Request, Sealed,
            new PayloadCount(ExtensibleAuthentication, 1, 1)),
        new("IKE_AUTH final request", IkeAuth, Request, Sealed,
            new PayloadCount(Authentication, 1, 1)),

        // HDR, SK {IDr, [CERT,] AUTH, [CP,] SAr2, TSi, TSr}; without IDr at the end of EAP
        new("IKE_AUTH response", IkeAuth, Response, Sealed,
            new(IdentificationResponder, 0, 1), new(Certificate, 0, Many), new(Authentication, 1, 1),
            new(Configuration, 0, 1), new(SecurityAssociation, 1, 1), new(TrafficSelectorInitiator, 1, 1),
            new(TrafficSelectorResponder, 1, 1)),
        new("IKE_AUTH response without child", IkeAuth, Response, Sealed,
            new(IdentificationResponder, 0, 1), new(Certificate, 0, Many), new(Authentication, 1, 1),
            new(Configuration, 0, 1)),

        // AUTH is left out by EAP-only authentication (RFC 5998) and from the second round on
        new("IKE_AUTH EAP response", IkeAuth, Response, Sealed,
            new(IdentificationResponder, 0, 1), new(Certificate, 0, Many), new(Authentication, 0, 1),
            new(ExtensibleAuthentication, 1, 1)),
        new("IKE_AUTH refusal", IkeAuth, Response, Sealed,
            new PayloadCount(Notify, 1, Many)),

        // At the end of a further authentication without EAP the responder has nothing to prove (RFC 4739 section 3.1)
        new("IKE_AUTH response to a further proof", IkeAuth, Response, Sealed,
            new(Configuration, 0, 1), new(SecurityAssociation, 1, 1), new(TrafficSelectorInitiator, 1, 1), new(TrafficSelectorResponder, 1, 1)),
        new("IKE_AUTH response to a further proof without child", IkeAuth, Response, Sealed,
            new PayloadCount(Configuration, 0, 1)),

        // HDR, SK {[N(REKEY_SA),] [CP,] SA, Ni, [KEi,] TSi, TSr}
        new("CREATE_CHILD_SA request for a child", CreateChildSa, Request, Sealed,
            new(SecurityAssociation, 1, 1), new(Nonce, 1, 1), new(KeyExchange, 0, 1), new(Configuration, 0, 1),
            new(TrafficSelectorInitiator, 1, 1), new(TrafficSelectorResponder, 1, 1)),

        // HDR, SK {SA, Ni, KEi}
        new("CREATE_CHILD_SA request to rekey the IKE SA", CreateChildSa, Request, Sealed,
            new(SecurityAssociation, 1, 1), new(Nonce, 1, 1), new(KeyExchange, 1, 1)),
        new("CREATE_CHILD_SA response for a child", CreateChildSa, Response, Sealed,
            new(SecurityAssociation, 1, 1), new(Nonce, 1, 1), new(KeyExchange, 0, 1), new(Configuration, 0, 1),
            new(TrafficSelectorInitiator, 1, 1), new(TrafficSelectorResponder, 1, 1)),
        new("CREATE_CHILD_SA response to rekey the IKE SA", CreateChildSa, Response, Sealed,
            new(SecurityAssociation, 1, 1), new(Nonce, 1, 1), new(KeyExchange, 1, 1)),
        new("CREATE_CHILD_SA refusal", CreateChildSa, Response, Sealed,
            new PayloadCount(Notify, 1, Many)),

        // HDR, SK {[N,] [D,] [CP,] ...}; empty is a liveness check
        new("INFORMATIONAL request", Informational, Request, Sealed,
            new(Delete, 0, Many), new(Configuration, 0, 1)),
        new("INFORMATIONAL response", Informational, Response, Sealed,
            new(Delete, 0, Many), new(Configuration, 0, 1)),

        // RFC 9242; RFC 9370 section 2.2.2 puts one KE into each. Other uses bring notifies.
        new("IKE_INTERMEDIATE request", IkeIntermediate, Request, Sealed,
            new PayloadCount(KeyExchange, 0, 1)),
        new("IKE_INTERMEDIATE response", IkeIntermediate, Response, Sealed,
            new PayloadCount(KeyExchange, 0, 1)),

        // RFC 9370 section 2.2.4
        new("IKE_FOLLOWUP_KE request", IkeFollowupKe, Request, Sealed,
            new PayloadCount(KeyExchange, 1, 1)),
        new("IKE_FOLLOWUP_KE response", IkeFollowupKe, Response, Sealed,
            new PayloadCount(KeyExchange, 1, 1)),
        new("IKE_FOLLOWUP_KE refusal", IkeFollowupKe, Response, Sealed,
            new PayloadCount(Notify, 1, Many)),
    ];

    /// <summary>What is wrong with a message; null when some shape fits it.</summary>
    /// <param name="exchange">From the header.</param>
    /// <param name="isResponse">From the header.</param>
    /// <param name="wasProtected">Whether <paramref name="payloads"/> were inside SK or SKF and verified.</param>
    /// <param name="payloads">The payloads themselves, without the SK or SKF that held them.</param>
    /// <remarks>
    /// The hints a peer without our SA sends in the clear (RFC 7296 section 1.5) are
    /// <see cref="MessageRuleViolationKind.NotProtected"/> here: nobody may mistake them for authenticated.
    /// </remarks>
    public static MessageRuleViolation? Check(
        ExchangeType exchange, bool isResponse, bool wasProtected, IReadOnlyList<Payload> payloads)
    {
        Match(exchange, isResponse, wasProtected, payloads, out MessageRuleViolation? violation);
        return violation;
    }

    /// <summary>The first shape that fits the message; null with the violation when there is none.</summary>
    public static MessageRule? Match(
        ExchangeType exchange,
        bool isResponse,
        bool wasProtected,
        IReadOnlyList<Payload> payloads,
        out MessageRuleViolation? violation)
    {
        Span<int> counts = stackalloc int[byte.MaxValue + 1];
        counts.Clear();
        for (int i = 0; i < payloads.Count; i++)
        {
            counts[(byte)payloads[i].Type]++;
        }

        // Of several shapes that do not fit, report on the one that is the fewest payloads away.
        Misfit nearest = new(int.MaxValue, None, null);
        foreach (MessageRule rule in Rows)
        {
            if (rule.Exchange != exchange || rule.IsResponse != isResponse)
            {
                continue;
            }

            if (rule.MustBeProtected != wasProtected)
            {
                violation = new MessageRuleViolation(
                    wasProtected ? MessageRuleViolationKind.Protected : MessageRuleViolationKind.NotProtected);
                return null;
            }

            Misfit misfit = Compare(rule, counts);
            if (misfit.Distance == 0)
            {
                violation = null;
                return rule;
            }

            nearest = misfit.Distance < nearest.Distance ? misfit : nearest;
        }

        violation = Describe(nearest, counts);
        return null;
    }

    private static Misfit Compare(MessageRule rule, ReadOnlySpan<int> counts)
    {
        int distance = 0;
        PayloadType first = None;
        foreach (ref readonly PayloadCount expected in rule.ByRow)
        {
            int wrong = expected.Distance(counts[(byte)expected.Payload]);
            first = distance == 0 && wrong > 0 ? expected.Payload : first;
            distance += wrong;
        }

        return new Misfit(distance, first, rule);
    }

    private static MessageRuleViolation Describe(in Misfit misfit, ReadOnlySpan<int> counts)
    {
        if (misfit.Rule is null)
        {
            return new MessageRuleViolation(MessageRuleViolationKind.UnknownExchange);
        }

        int count = counts[(byte)misfit.Payload];
        PayloadCount allowed = misfit.Rule.CountOf(misfit.Payload);
        MessageRuleViolationKind kind = count < allowed.Minimum ? MessageRuleViolationKind.Missing
            : allowed.Maximum == 0 ? MessageRuleViolationKind.Unexpected
            : MessageRuleViolationKind.TooMany;
        return new MessageRuleViolation(kind, misfit.Payload, count, misfit.Rule);
    }

    private readonly record struct Misfit(int Distance, PayloadType Payload, MessageRule? Rule);
}
