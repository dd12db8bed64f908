using Microsoft.ML.Trainers.ReinforcementRanking.Networks;

namespace Microsoft.ML.ReinforcementRanking.Tests.Networks;

public sealed class PackageFoldersTests : IDisposable
{
    private readonly string _packages = Directory.CreateTempSubdirectory("packages-").FullName;

    public void Dispose() => Directory.Delete(_packages, recursive: true);

    [Fact]
    public void WithNativeFiles_PackagesBesideEachOther_FindsBoth()
    {
        var library = AddPackages();

        PackageFolders.WithNativeFiles(library, "linux-x64").Should().Equal(
            Path.Combine(_packages, "torchsharp", "0.107.0", "runtimes", "linux-x64", "native"),
            Path.Combine(_packages, "libtorch-cpu-linux-x64", "2.10.0", "runtimes", "linux-x64", "native"));
    }

    [Fact]
    public void WithNativeFiles_AnotherPlatform_FindsNone() => PackageFolders.WithNativeFiles(AddPackages(), "linux-arm64").Should().BeEmpty();

    [Theory]
    [InlineData("/TorchSharp.dll")]
    [InlineData("TorchSharp.dll")]
    [InlineData("/app/bin/Release/net10.0/TorchSharp.dll")]
    public void WithNativeFiles_NotInAPackage_FindsNone(string library) => PackageFolders.WithNativeFiles(library, "linux-x64").Should().BeEmpty();

    private string AddPackages()
    {
        Directory.CreateDirectory(Path.Combine(_packages, "torchsharp", "0.107.0", "runtimes", "linux-x64", "native"));
        Directory.CreateDirectory(Path.Combine(_packages, "libtorch-cpu-linux-x64", "2.10.0", "runtimes", "linux-x64", "native"));
        Directory.CreateDirectory(Path.Combine(_packages, "torchsharp-cpu", "0.107.0"));
        File.WriteAllText(Path.Combine(_packages, "torchsharp-cpu", "0.107.0", "torchsharp-cpu.nuspec"), """
            <package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
              <metadata><dependencies><group targetFramework="net8.0"><dependency id="libtorch-cpu" version="2.10.0" /></group></dependencies></metadata>
            </package>
            """);
        return Path.Combine(_packages, "torchsharp", "0.107.0", "lib", "net8.0", "TorchSharp.dll");
    }
}
