namespace Enviro.Gateway;

/// <summary><c>attestation-policy.json</c> as written.</summary>
internal sealed class PolicyDocument
{
    /// <summary>How unknown nodes are enrolled: <c>manual</c> or <c>automatic</c>.</summary>
    public string Approval { get; set; } = "manual";

    /// <summary>The firmware that nodes may run.</summary>
    public IReadOnlyList<FirmwareItem> Firmware { get; set; } = [];

    /// <summary>The configurations that secure elements may have.</summary>
    public IReadOnlyList<ConfigurationItem> Configurations { get; set; } = [];

    /// <summary>One firmware: its name, version, the SHA-256 of its image in 64 hexadecimal digits, and whether boards with it may be debuggable.</summary>
    internal sealed class FirmwareItem
    {
        public string Name { get; set; } = "";

        public string Version { get; set; } = "";

        public string Digest { get; set; } = "";

        public bool Debug { get; set; }
    }

    /// <summary>One configuration: its name, and its digest in 64 hexadecimal digits.</summary>
    internal sealed class ConfigurationItem
    {
        public string Name { get; set; } = "";

        public string Digest { get; set; } = "";
    }
}
