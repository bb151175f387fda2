namespace Enviro.Node;

/// <summary>Takes settings documents that the gateway sent, for the agent knows nothing of where a board keeps them.</summary>
public interface ISettingsSink
{
    /// <summary>Checks a signed document and keeps it on trial; empty when it was taken, else why not.</summary>
    string TryApplySettings(byte[] document);
}
