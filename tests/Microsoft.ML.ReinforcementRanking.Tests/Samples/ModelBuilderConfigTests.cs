using System.Reflection;
using System.Text.Json;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;
using ModelBuilder;
using ShortVideoModel = ModelBuilder.ShortVideo;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples;

/// <summary>Compares the .mbconfig files and the logs of samples/ModelBuilder with the code beside them.</summary>
public class ModelBuilderConfigTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "samples", "ModelBuilder", "Models");

    [Theory]
    [InlineData("ShortVideo", typeof(ShortVideoModel.ModelInput))]
    [InlineData("Purchase", typeof(Purchase.ModelInput))]
    public void Config_Columns_AreThoseOfTheInputAndOfTheLog(string name, Type input)
    {
        PropertyInfo[] properties = [.. input.GetProperties().OrderBy(property => (int)LoadColumn(property).ConstructorArguments[0].Value!)];
        var columns = Config(name).GetProperty("DataSource").GetProperty("ColumnProperties").EnumerateArray()
            .Select(column => (Text(column, "ColumnName"), Text(column, "ColumnDataFormat")));

        columns.Should().Equal(properties.Select(property => (NameOf(property), property.PropertyType.Name)));
        properties.Select(property => LoadColumn(property).ConstructorArguments[0].Value).Should().Equal(Enumerable.Range(0, properties.Length).Cast<object>());
        File.ReadLines(Path.Combine(Folder, $"{name}.csv")).First().Split(',').Should().Equal(properties.Select(NameOf));
    }

    [Theory]
    [InlineData("ShortVideo", typeof(ShortVideoModel))]
    [InlineData("Purchase", typeof(Purchase))]
    public void Config_Source_IsThatOfRetraining(string name, Type model)
    {
        var source = Config(name).GetProperty("DataSource");

        Text(source, "FilePath").Should().Be((string)Constant(model, "RetrainFilePath"));
        Text(source, "Delimiter").Should().Be(((char)Constant(model, "RetrainSeparatorChar")).ToString());
        source.GetProperty("HasHeader").GetBoolean().Should().Be((bool)Constant(model, "RetrainHasHeader"));
        source.GetProperty("AllowQuoting").GetBoolean().Should().Be((bool)Constant(model, "RetrainAllowQuoting"));
        Text(Config(name).GetProperty("RunHistory"), "ModelFilePath").Should().Be($"{name}.mlnet");
    }

    [Fact]
    public void ShortVideoConfig_Training_IsThatOfThePipeline()
    {
        var settings = Trainer<TscacRankingTrainer>("ShortVideo", ShortVideoModel.BuildPipeline(new())).Settings;

        var option = Config("ShortVideo").GetProperty("TrainingOption");
        Text(option, "LabelColumn").Should().Be(settings.LabelColumnName).And.Be(ColumnsOf("ShortVideo", "Label").Single());
        Texts(option, "AuxiliaryColumns").Should().Equal(settings.AuxiliaryResponses.Select(response => response.ColumnName));
        Text(option, "ActionColumn").Should().Be(settings.ActionColumnName);
        Text(option, "RowGroupColumn").Should().Be(settings.RowGroupColumnName);
        Text(option, "PropensityColumn").Should().Be(settings.PropensityColumnName);
    }

    [Fact]
    public void PurchaseConfig_Training_IsThatOfThePipeline()
    {
        var settings = Trainer<RmtlRankingTrainer>("Purchase", Purchase.BuildPipeline(new())).Settings;

        var option = Config("Purchase").GetProperty("TrainingOption");
        Texts(option, "TaskColumns").Should().Equal(settings.Tasks.Select(task => task.ColumnName)).And.Equal(ColumnsOf("Purchase", "Label"))
            .And.Contain(Text(option, "LabelColumn"));
        Text(option, "RowGroupColumn").Should().Be(settings.RowGroupColumnName);
    }

    [Fact]
    public void Logs_AreThoseOfTheirWorlds()
    {
        File.ReadLines(Path.Combine(Folder, "ShortVideo.csv")).Should().Equal(ModelBuilderLogs.ShortVideo(sessions: 600, seed: 1));
        File.ReadLines(Path.Combine(Folder, "Purchase.csv")).Should().Equal(ModelBuilderLogs.Purchase(sessions: 600, seed: 1));
    }

    /// <summary>Returns the metric of the last training, which the configuration keeps.</summary>
    internal static double Score(string name) => Config(name).GetProperty("RunHistory").GetProperty("Trials")[0].GetProperty("Score").GetDouble();

    /// <summary>Returns the trainer that ends a pipeline, and compares the steps with those of the file.</summary>
    private static TTrainer Trainer<TTrainer>(string name, IEstimator<ITransformer> pipeline)
    {
        var history = Config(name).GetProperty("RunHistory");
        string[] steps = [.. history.GetProperty("Estimators").EnumerateObject().Select(step => step.Value.GetString()!)];
        Text(history, "Schema").Should().Be(string.Join(" * ", steps.Select((_, index) => $"e{index}")));
        var trainer = pipeline.GetType().GetField("LastEstimator")!.GetValue(pipeline).Should().BeOfType<TTrainer>().Subject;
        typeof(TTrainer).Name.Should().StartWith(steps[^1]);
        Texts(Config(name).GetProperty("TrainingOption"), "AvailableTrainers").Should().Equal(steps[^1]);
        Text(history.GetProperty("Trials")[0], "TrainerName").Should().Be(steps[^1]);
        return trainer;
    }

    private static IEnumerable<string> ColumnsOf(string name, string purpose)
        => Config(name).GetProperty("DataSource").GetProperty("ColumnProperties").EnumerateArray()
            .Where(column => Text(column, "ColumnPurpose") == purpose).Select(column => Text(column, "ColumnName"));

    private static JsonElement Config(string name) => JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, $"{name}.mbconfig"))).RootElement;

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static IEnumerable<string> Texts(JsonElement element, string name) => element.GetProperty(name).EnumerateArray().Select(item => item.GetString()!);

    private static object Constant(Type model, string name) => model.GetField(name)!.GetRawConstantValue()!;

    private static CustomAttributeData LoadColumn(PropertyInfo property)
        => property.CustomAttributes.Single(attribute => attribute.AttributeType == typeof(LoadColumnAttribute));

    private static string NameOf(PropertyInfo property)
        => (string)property.CustomAttributes.Single(attribute => attribute.AttributeType == typeof(ColumnNameAttribute)).ConstructorArguments[0].Value!;
}
