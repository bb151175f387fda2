using System.Runtime.Versioning;
using Xunit.Sdk;
using Xunit.v3;

// Every test runs processes of its own and judges how long they take: one at a time.
[assembly: Parallelization(Mode = ParallelMode.None)]

// Signals, file modes and swtpm.
[assembly: SupportedOSPlatform("linux")]
