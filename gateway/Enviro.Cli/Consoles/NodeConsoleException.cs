namespace Enviro.Cli;

/// <summary>A board does not answer on its console, or says no; the message says what to do.</summary>
internal sealed class NodeConsoleException(string message) : IOException(message);
