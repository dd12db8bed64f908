using Preparation;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples;

/// <summary>Runs the sample with 60 users, which takes seconds. Its estimates have no meaning.</summary>
public sealed class PreparationJobTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("preparation-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Run_FewUsers_WritesASortedFileAndAPolicy()
    {
        var metrics = Job.Run(new Arguments { Users = 60, Output = _folder });

        metrics.Responses.Select(response => response.Name).Should().Equal("WatchTime", "Click", "Like");
        var ml = new MLContext(1);
        var rows = ml.Data.CreateEnumerable<Step>(ml.Data.LoadFromParquet<Step>(Path.Combine(_folder, "log.parquet")), reuseRowObject: false).ToArray();
        rows.Select(row => (row.User, row.Time)).Should().BeInAscendingOrder();
        rows.Should().OnlyContain(row => row.Propensity == 1 / 200f && row.Features.Length == 6 && row.VideoFeatures.Length == 4);
        ml.Model.Load(Path.Combine(_folder, "model.zip"), out _).Should().NotBeNull();
    }

    [Fact]
    public void Write_FolderWithoutFiles_NamesTheFile()
        => FluentActions.Invoking(() => LogWriter.Write(_folder, Path.Combine(_folder, "log.parquet"))).Should().Throw<InvalidDataException>()
            .WithMessage("*log_standard_*.csv.gz*");

    [SkippableFact]
    public void Write_KuaiRand_HasEveryExposure()
    {
        var path = Path.Combine(_folder, "log.parquet");

        var rows = LogWriter.Write(Repository.DataFolder("kuairand"), path);

        rows.Should().Be(43_028);
        new MLContext(1).Data.LoadFromParquet(path).GetRowCount().Should().Be(rows);
    }
}
