using Microsoft.ML.ReinforcementRanking.Tests.Contract;

namespace Microsoft.ML.ReinforcementRanking.Tests.Onnx;

/// <summary>Compares the pipeline of the README, which is fitted on its own log, with both kinds of ONNX files of it.</summary>
[Collection(GlobalState.Name)]
public sealed class ReadmePipelineTests(ReadmePipeline readme) : IClassFixture<ReadmePipeline>
{
    [Fact]
    public void ConvertToOnnx_OfThePipelineOfTheReadme_HasItsColumns()
    {
        using var stream = new MemoryStream();

        readme.Context.Model.ConvertToOnnx(readme.Model, readme.Log, stream);

        ShouldBeThePipeline(stream, suffix: ".output");
    }

    [Fact]
    public void SaveAsOnnx_OfThePipelineOfTheReadme_HasItsColumns()
    {
        using var stream = new MemoryStream();

        readme.Model.SaveAsOnnx(readme.Log.Schema, stream);

        ShouldBeThePipeline(stream, suffix: "");
    }

    private void ShouldBeThePipeline(MemoryStream file, string suffix)
    {
        using var model = new OnnxModel(file.ToArray());
        var inputs = model.Session.InputMetadata.Keys.Concat(model.Session.OverridableInitializerMetadata.Keys)
            .Where(name => readme.Log.Schema.GetColumnOrNull(name) is not null);

        var outputs = model.Run(inputs.Select(readme.Input));

        var expected = readme.Model.Transform(readme.Log).ReadScores();
        expected.Should().HaveCountGreaterThan(1_000);
        outputs.ShouldBeColumns(readme.Model.GetRankingModel().Head, expected, suffix);
    }
}
