using Microsoft.ML.ReinforcementRanking.Tests.HouseRules;

namespace Microsoft.ML.ReinforcementRanking.Tests.SupplyChain;

public class LockFileTests
{
    [Fact]
    public void LockFiles_Text_NamesNoSourceAndNoFolder()
    {
        string[] files = [.. RepositoryFiles.In(Repository.Root, LockFile.Name)];

        files.Should().NotBeEmpty();
        foreach (var file in files)
            File.ReadAllText(file).Should().NotContain("://").And.NotContain(Repository.Root, "of {0}", file);
    }
}
