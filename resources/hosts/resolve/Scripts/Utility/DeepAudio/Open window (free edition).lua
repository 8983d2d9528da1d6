-- DeepAudio for the free edition of DaVinci Resolve, whose scripts are Lua since 21.1.
-- It saves the open timeline and starts DeepAudio's window with it. What was written is
-- imported by hand; the window says how.

local is_windows = package.config:sub(1, 1) == "\\"

local function read(path)
    local file = path and io.open(path, "rb")
    if not file then
        return nil
    end
    local text = file:read("*a")
    file:close()
    return text
end

-- The folder of our files in Resolve's own, as `deepaudio hosts install resolve` leaves it.
local function home()
    local user = os.getenv("HOME") or os.getenv("USERPROFILE") or ""
    local data = os.getenv("XDG_DATA_HOME") or (user .. "/.local/share")
    local roaming = os.getenv("APPDATA") or ""
    for _, place in ipairs({
        roaming .. "\\Blackmagic Design\\DaVinci Resolve\\Support\\Fusion\\deepaudio",
        user .. "/Library/Application Support/Blackmagic Design/DaVinci Resolve/Fusion/deepaudio",
        data .. "/DaVinciResolve/Fusion/deepaudio",
    }) do
        if read(place .. "/deepaudio.json") then
            return place, user
        end
    end
    return nil, user
end

-- The interpreter that has DeepAudio, out of the launcher's JSON.
local function interpreter(folder)
    local chosen = os.getenv("DEEPAUDIO_PYTHON")
    if chosen and chosen ~= "" then
        return chosen
    end
    local text = folder and read(folder .. "/deepaudio.json") or ""
    local quoted = text:match('"python"%s*:%s*"(.-[^\\])"')
    return quoted and quoted:gsub("\\u(%x%x%x%x)", function(code)
        local n = tonumber(code, 16) -- JSON's ASCII spelling of other letters, as UTF-8
        if n < 0x80 then
            return string.char(n)
        elseif n < 0x800 then
            return string.char(0xC0 + math.floor(n / 64), 0x80 + n % 64)
        end
        return string.char(0xE0 + math.floor(n / 4096), 0x80 + math.floor(n / 64) % 64, 0x80 + n % 64)
    end):gsub("\\(.)", "%1")
end

-- A word of a command line that the shell leaves alone; nil where it cannot be one.
local function quoted(word)
    if is_windows then
        return not word:find('["%%]') and ('"' .. word .. '"') or nil
    end
    return "'" .. word:gsub("'", "'\\''") .. "'"
end

local function start(python, arguments)
    local words = { quoted(python), "-m", "deepaudio_ui.main" }
    for _, argument in ipairs(arguments) do
        local word = quoted(argument)
        if not word then
            return false
        end
        words[#words + 1] = word
    end
    local line = table.concat(words, " ")
    if is_windows then
        os.execute('start "" /b ' .. line)
    else
        -- Without what Resolve sets for itself; in the background, and on when it closes.
        os.execute("env -u LD_LIBRARY_PATH -u QT_PLUGIN_PATH -u PYTHONHOME -u PYTHONPATH "
            .. line .. " >/dev/null 2>&1 &")
    end
    return true
end

local function say(python, words)
    print("DeepAudio: " .. words)
    if python then
        start(python, { "--say", words })
    end
end

local function file_name(name)
    return (name:gsub('[%c/\\:*?"<>|%%]', "_"):gsub("^[ .]+", ""):gsub("[ .]+$", ""))
end

local function open_timeline(resolve)
    local project = resolve:GetProjectManager():GetCurrentProject()
    if not project then
        return nil, nil, "no project is open. Open one, and try again."
    end
    local timeline = project:GetCurrentTimeline()
    if not timeline then
        return nil, nil, "no timeline is open. Open one, and try again."
    end
    return project, timeline
end

local function make_folder(folder)
    if is_windows then
        os.execute('mkdir "' .. folder:gsub("/", "\\") .. '" 2>nul')
    else
        os.execute("mkdir -p " .. quoted(folder))
    end
end

local function main()
    local place, user = home()
    local python = interpreter(place)
    if not python or not read(python) then
        return say(nil, "is not where it was. In a terminal run: deepaudio hosts install resolve")
    end
    local resolve = resolve or (app and app:GetResolve()) or bmd.scriptapp("Resolve")
    local project, timeline, refusal = open_timeline(resolve)
    if refusal then
        return say(python, refusal)
    end
    local folder = user .. "/DeepAudio/Resolve/" .. file_name(project:GetName())
    local name = file_name(timeline:GetName())
    make_folder(folder)
    local path, temp = folder .. "/" .. name .. ".otio", folder .. "/." .. name .. ".part.otio"
    local kind = resolve.EXPORT_OTIO
    local saved = kind and timeline:Export(temp, kind, resolve.EXPORT_NONE) and read(temp)
    if saved then
        os.remove(path) -- Windows renames onto nothing only
        saved = os.rename(temp, path)
    end
    if not saved then
        say(python, "this Resolve lets no script export. Choose File ▸ Export ▸ Timeline, "
            .. "OTIO, into the folder " .. folder .. ": the window opens what appears there.")
        return start(python, { "--watch", folder, "--for", "resolve" })
    end
    if not start(python, { "--watch", path, "--for", "resolve" }) then
        say(python, "the name of this timeline cannot be passed on. Rename it, and try again.")
    end
end

main()
