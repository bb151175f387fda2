namespace Enviro.Gateway;

/// <summary>One node whose key the operator knows and lists. Nodes with a certificate need not be listed: they present themselves.</summary>
public sealed class NodeOptions
{
    /// <summary>The node's URN (RFC 9039).</summary>
    public string Urn { get; set; } = "";

    /// <summary>Where it stands, in words. At most 64 bytes of UTF-8.</summary>
    public string Site { get; set; } = "";

    /// <summary>Its public key X‖Y, 128 hexadecimal digits.</summary>
    public string PublicKey { get; set; } = "";

    /// <summary>
    /// Assurance level on the operator's word, until the node shows evidence: 0 software key, 1 key born in a secure element, 2 the same with attested
    /// configuration and secure boot.
    /// </summary>
    public int AssuranceLevel { get; set; }
}
