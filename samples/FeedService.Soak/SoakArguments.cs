using System.CommandLine;
using ShortVideo;

namespace FeedSoak;

/// <summary>Represents the arguments of the command line.</summary>
internal sealed record SoakArguments
{
    private static readonly SoakArguments Defaults = new();
    private static readonly Option<int> PagesOption = CommandLine.Number("--pages", "The number of pages, at least 100.", minimum: 100, Defaults.Pages);
    private static readonly Option<int> ClientsOption = CommandLine.Number("--clients", "The number of clients.", minimum: 1, Defaults.Clients);
    private static readonly Option<string> ServiceOption = new("--service")
    {
        Description = "The FeedService.dll or the executable to start, such as a published one.",
        HelpName = "file",
        DefaultValueFactory = _ => Defaults.Service,
    };

    public int Pages { get; init; } = 20_000;

    public int Clients { get; init; } = 16;

    public string Service { get; init; } = Path.Combine(AppContext.BaseDirectory, "FeedService.dll");

    public static RootCommand Command(Action<SoakArguments> run)
    {
        var command = new RootCommand("Asks the web service for pages, while models are replaced and the service is killed, and checks all answers.")
        {
            PagesOption, ClientsOption, ServiceOption,
        };
        command.SetAction(words => run(new()
        {
            Pages = words.GetValue(PagesOption),
            Clients = words.GetValue(ClientsOption),
            Service = words.GetValue(ServiceOption)!,
        }));
        return command;
    }
}
