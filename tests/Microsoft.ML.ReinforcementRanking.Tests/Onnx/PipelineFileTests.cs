using Microsoft.ML.ReinforcementRanking.Tests.Contract;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Onnx;

/// <summary>Tests the ONNX files of whole pipelines that the library writes by itself.</summary>
[Collection(GlobalState.Name)]
public sealed class PipelineFileTests
{
    private static readonly ContractRow[] Rows = ContractLog.Rows[..7];

    private readonly MLContext _context = new(1);

    [Fact]
    public void SaveAsOnnx_OfAPipeline_ScoresRawColumns()
    {
        // The normalizer replaces a column after another step has added one.
        var pipeline = _context.Transforms.Categorical.OneHotEncoding("SeasonVector", "Season")
            .Append(_context.Transforms.NormalizeMeanVariance("Features"))
            .Append(_context.Transforms.Concatenate("All", "Features", "SeasonVector"))
            .Append(Trainer("All", FitSettings.ActionText));
        var model = pipeline.Fit(_context.View());
        var expected = model.Transform(_context.View(Rows)).ReadScores();

        using var onnx = Save(model);

        onnx.Session.InputMetadata.Keys.Should().BeEquivalentTo("Features", "Season");
        onnx.Session.OverridableInitializerMetadata.Keys.Should().BeEquivalentTo(FitSettings.ActionText, "EligibleActions");
        var outputs = onnx.Run(
            OnnxModel.Input("Features", [.. Rows.Select(row => row.Features)]),
            OnnxModel.Input("Season", [.. Rows.Select(row => new[] { row.Season })]),
            OnnxModel.Input(FitSettings.ActionText, [.. Rows.Select(row => new[] { row.ActionText })]));
        for (var row = 0; row < Rows.Length; row++)
            outputs["Score"][row].Concat(outputs["Probability"][row]).ShouldBeRow(expected[row]);
    }

    [Fact]
    public void SaveAsOnnx_OfAStateWithoutAnAction_HasTheWholeCatalog()
    {
        var model = _context.Transforms.NormalizeMinMax("Features").Append(Trainer("Features", FitSettings.ActionText)).Fit(_context.View());
        using var stream = new MemoryStream();

        model.SaveAsOnnx(_context.Data.LoadFromEnumerable<FeatureRow>([]).Schema, stream);

        using var onnx = new OnnxModel(stream.ToArray());
        var outputs = onnx.Run(OnnxModel.Input("Features", [.. Rows.Select(row => row.Features)]));
        outputs["LogProbabilities"].Should().OnlyContain(row => Math.Abs(row.Sum(MathF.Exp) - 1) < 1e-5);
    }

    [Fact]
    public void SaveAsOnnx_WithAStepThatTheModelDoesNotNeed_LeavesItOut()
    {
        var model = _context.Transforms.CustomMapping<ContractRow, Half>((row, half) => half.HalfLabel = row.Label / 2, contractName: null)
            .Append(Trainer("Features", FitSettings.ActionText)).Fit(_context.View());

        using var onnx = Save(model);

        onnx.Session.InputMetadata.Keys.Should().Equal("Features");
    }

    [Fact]
    public void SaveAsOnnx_WithAStepWithoutAForm_NamesTheStep()
    {
        var model = _context.Transforms.NormalizeMinMax("Scaled", "Features")
            .Append(_context.Transforms.CustomMapping<ContractRow, Half>((row, half) => half.HalfLabel = row.Features[0] / 2, contractName: null))
            .Append(_context.Transforms.Concatenate("All", "Scaled", "HalfLabel"))
            .Append(_context.Transforms.NormalizeMinMax("All"))
            .Append(Trainer("All", FitSettings.ActionText)).Fit(_context.View());

        var save = () => Save(model);

        save.Should().Throw<InvalidOperationException>().WithMessage("*step 2 of 5, CustomMappingTransformer, has no form in ONNX for the column 'HalfLabel', "
            + "from which 'All' is made, and the model reads 'All'*");
    }

    [Fact]
    public void SaveAsOnnx_ForAnInputWithoutTheFeatures_NamesThem()
    {
        var model = Trainer("Features", FitSettings.ActionText).Fit(_context.View());

        var save = () => model.SaveAsOnnx(_context.Data.LoadFromEnumerable<Half>([]).Schema, Stream.Null);

        save.Should().Throw<ArgumentException>().WithMessage("*reads 'Features', which is not a column of the input*");
    }

    private BehaviorCloningTrainer Trainer(string features, string action)
        => _context.Ranking.Trainers.BehaviorCloning(new FitSettings { Epochs = 1, Features = features }.ToBehaviorCloning(action));

    private OnnxModel Save(ITransformer model)
    {
        using var stream = new MemoryStream();
        model.SaveAsOnnx(_context.View().Schema, stream);
        return new(stream.ToArray());
    }

    private sealed class Half
    {
        public float HalfLabel { get; set; }
    }

    private sealed class FeatureRow
    {
        [Microsoft.ML.Data.VectorType(ContractLog.FeatureCount)]
        public float[] Features { get; set; } = [];
    }
}
