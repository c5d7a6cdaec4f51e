namespace MyIkev2.Engine.Policy;

/// <summary>When certificates go along with a signature.</summary>
public enum CertificateSending
{
    /// <summary>When the peer asked for any (CERTREQ).</summary>
    IfAsked,

    /// <summary>Always: for peers that do not ask for what they need.</summary>
    Always,

    /// <summary>Never: peers have them already.</summary>
    Never,
}
